/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series/fit/model.h"

#include <assert.h>
#include <math.h>

static double
logistic_value(const double *p, double t, double *grad)
{
	double g = 1 / (1 + exp(-p[1] * (t - p[2])));
	if (grad) {
		double slope = g * (1 - g);
		grad[0] = g;
		grad[1] = slope == 0 ? 0 : p[0] * slope * (t - p[2]);
		grad[2] = slope == 0 ? 0 : -p[0] * slope * p[1];
	}
	return p[0] * g;
}

static double
logistic_shape(double rate, double midpoint, double t)
{
	return 1 / (1 + exp(-rate * (t - midpoint)));
}

/* clang-format off */
static const struct model models[] = {
	[FIT_LOGISTIC] = {
		.name = "logistic",
		.np = 3,
		.params = {
			{"ceiling",  MODEL_Y,     true},
			{"rate",     MODEL_PER_T, true},
			{"midpoint", MODEL_T,     false},
		},
		.value = logistic_value,
		.shape = logistic_shape,
	},
};
/* clang-format on */
static_assert(sizeof models / sizeof *models == FIT_MODELS, "a row each");

const struct model *
model_get(enum fit_model m)
{
	return &models[m];
}
