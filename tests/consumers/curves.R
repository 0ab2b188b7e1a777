# The r form of a fit as auto.arima's xreg, or the prophet form with its cap: curves.R forecast|prophet, in
# the folder with the files.
tool <- commandArgs(TRUE)[1]
suppressPackageStartupMessages(library(tool, character.only = TRUE))
SEEN <- 16; AHEAD <- 8

by_forecast <- function(seed, stated) {
	d <- read.csv(paste0("r.", seed), stringsAsFactors = FALSE)
	stopifnot(identical(names(d), c("series", "period", "year", "cycle", "frequency", "value", "curve", "part")))
	h <- d[d$part == "history", ]; f <- d[d$part == "future", ]
	stopifnot(identical(as.numeric(h$value), as.numeric(stated$low)), nrow(f) == AHEAD, all(is.na(f$value)))
	y <- ts(h$value, start = c(d$year[1], d$cycle[1]), frequency = d$frequency[1])
	stopifnot(start(y) == c(2012, 1), end(y) == c(2015, 4), f$year[1] == 2016, f$cycle[1] == 1)
	list(without = forecast(auto.arima(y), h = AHEAD)$mean,
	     with = forecast(auto.arima(y, xreg = cbind(curve = h$curve)), xreg = cbind(curve = f$curve))$mean)
}

by_prophet <- function(seed, stated) {
	h <- read.csv(paste0("history.", seed)); f <- read.csv(paste0("future.", seed))
	stopifnot(identical(names(h), c("ds", "y", "cap")), identical(names(f), c("ds", "y", "cap")))
	stopifnot(identical(as.numeric(h$y), as.numeric(stated$low)), all(is.na(f$y)), nrow(f) == AHEAD)
	stopifnot(length(unique(c(h$cap, f$cap))) == 1, all(h$cap > max(h$y)), f$ds[1] == "2016-03-31")
	run <- function(growth) {
		m <- prophet(h, growth = growth, yearly.seasonality = FALSE, weekly.seasonality = FALSE,
			daily.seasonality = FALSE)
		predict(m, f)$yhat
	}
	list(without = run("linear"), with = run("logistic"))
}

errors <- sapply(1:8, function(seed) {
	stated <- read.csv(paste0("stated.", seed)); truth <- read.csv(paste0("truth.", seed))$low[SEEN + 1:AHEAD]
	ahead <- if (tool == "forecast") by_forecast(seed, stated) else by_prophet(seed, stated)
	stopifnot(all(is.finite(ahead$with)), all(is.finite(ahead$without)))
	c(without = mean(abs(ahead$without - truth)), with = mean(abs(ahead$with - truth)))
})
cat(sprintf("curves: %s: mean absolute error %.0f without the curve, %.0f with it; better on %d of %d ramps\n",
	if (tool == "forecast") "auto.arima" else "prophet", mean(errors["without", ]), mean(errors["with", ]),
	sum(errors["with", ] < errors["without", ]), ncol(errors)))
stopifnot(mean(errors["with", ]) < mean(errors["without", ]))
