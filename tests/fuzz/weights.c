/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/model.h"
#include "tests/fuzz/fuzz.h"

void
fuzz_weights(struct str in, struct arena *a)
{
	struct err e = {0};
	struct model *m = model_new(STR("w.txt"), in, &e);
	(void)a;
	if (fuzz_said(m ? 0 : -1, &e) != 0)
		return;
	for (uint32_t i = 0; i <= m->all.mask; i++) {
		uint32_t is = m->all.slots[i].is;
		for (uint32_t k = 0; is && !(is & MODEL_ONE) && k < model_count(is);
		     k++)
			FUZZ_HOLDS(model_weights(m, is)[k].value < m->n_values
				   && model_weights(m, is)[k].cls < m->n_classes);
	}
	for (uint32_t i = 0; i < m->n_classes; i++)
		(void)model_class(m, m->classes[i]);
	model_free(m);
}
