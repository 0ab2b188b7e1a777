/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_SANITIZED_H
#define TESTS_SANITIZED_H

/* SANITIZED under a sanitizer, whose own memory does not fit below a limit. */
#if defined __has_feature
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif
#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
#define SANITIZED 1
#endif

#endif
