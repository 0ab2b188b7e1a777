/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * extract/catalogs/weights.txt as the tables that the program is built with:
 *
 *	weights WEIGHTS.txt > weights_builtin.c
 */
#include <stdio.h>
#include <stdlib.h>

#include "extract/model.h"
#include "series/file.h"

static void
print(const struct model *m)
{
	size_t places = (size_t)m->mask + 1, class_slots = (size_t)m->class_mask + 1;
	puts("/* Made from the weights by scripts/weights.c. */\n"
	     "#include \"extract/model.h\"\n"
	     "extern const struct model weights_builtin;\n"
	     "static const struct model_weight weights[] = {");
	for (size_t i = 0; i < m->n_weights; i++)
		printf("{%u,%u},%s", m->weights[i].cls, m->weights[i].value,
		    i % 8 == 7 ? "\n" : "");
	puts("};\nstatic const struct model_key keys[]\n"
	     "\t__attribute__((aligned(64))) = {");
	for (size_t i = 0; i < places; i++)
		printf("{%#llxU,%u,%u,%u},\n", (unsigned long long)m->keys[i].key,
		    m->keys[i].from, m->keys[i].n, m->keys[i].value);
	puts("};\nstatic const int64_t classes[] = {");
	for (size_t i = 0; i < m->n_classes; i++)
		printf("%lld,\n", (long long)m->classes[i]);
	puts("};\nstatic const uint16_t class_slots[] = {");
	for (size_t i = 0; i < class_slots; i++)
		printf("%u,%s", m->class_slots[i], i % 8 == 7 ? "\n" : "");
	puts("};\nstatic const double values[] = {");
	for (size_t i = 0; i < m->n_values; i++)
		printf("%a,\n", m->values[i]);
	puts("};\nconst struct model weights_builtin = {weights, keys, classes, "
	     "class_slots, values,");
	printf("\t%u, %u, %u, %u, %u, %u};\n", m->n_weights, m->n_keys, m->mask,
	    m->n_classes, m->class_mask, m->n_values);
}

int
main(int argc, char **argv)
{
	struct err e = {0};
	struct arena a = {NULL};
	struct str text;
	struct model *m = NULL;
	if (argc != 2) {
		fputs("usage: weights WEIGHTS.txt > weights_builtin.c\n", stderr);
		return 64;
	}
	if (file_read(argv[1], 64 << 20, &a, &text, &e) == 0)
		m = model_new(str_from(argv[1]), text, &e);
	if (!m)
		err_print(stderr, &e);
	else
		print(m);
	model_free(m);
	arena_release(&a);
	if (fflush(stdout) != 0)
		return 74;
	return m ? 0 : e.code;
}
