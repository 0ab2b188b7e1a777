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
print_table(const char *name, const struct model_table *t)
{
	printf("static const struct model_slot %s[]\n"
	       "\t__attribute__((aligned(64))) = {\n",
	    name);
	for (size_t i = 0; i <= t->mask; i++)
		printf("{%uU,%uU},%s", t->slots[i].tag, t->slots[i].is,
		    i % 8 == 7 ? "\n" : "");
	puts("};");
}

static void
print(const struct model *m)
{
	puts("/* Made from the weights by scripts/weights.c. */\n"
	     "#include \"extract/model.h\"\n"
	     "extern const struct model weights_builtin;\n"
	     "static const struct model_weight weights[] = {");
	for (size_t i = 0; i < m->n_weights; i++)
		printf("{%u,%u},%s", m->weights[i].cls, m->weights[i].value,
		    i % 8 == 7 ? "\n" : "");
	puts("};");
	print_table("all", &m->all);
	print_table("own", &m->own);
	puts("static const int64_t classes[] = {");
	for (size_t i = 0; i < m->n_classes; i++)
		printf("%lld,\n", (long long)m->classes[i]);
	puts("};\nstatic const uint16_t class_slots[] = {");
	for (size_t i = 0; i <= m->class_mask; i++)
		printf("%u,%s", m->class_slots[i], i % 8 == 7 ? "\n" : "");
	puts("};\nstatic const double values[] = {");
	for (size_t i = 0; i < m->n_values; i++)
		printf("%a,\n", m->values[i]);
	puts("};\nconst struct model weights_builtin = {");
	printf("\tweights, {all, %u}, {own, %u}, classes, class_slots, values,\n",
	    m->all.mask, m->own.mask);
	printf("\t%u, %u, %u, %u, %u};\n", m->n_weights, m->n_keys, m->n_classes,
	    m->class_mask, m->n_values);
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
	return m ? 0 : (int)e.code;
}
