# The prophet form as it is: linear growth, and logistic with the cap that export put on every row.
suppressPackageStartupMessages(library(prophet))
d <- read.csv("margin.prophet")
stopifnot(identical(names(d), c("ds", "y")), nrow(d) == 19, d$y[19] == 23.7)
m <- prophet(d, yearly.seasonality = FALSE, weekly.seasonality = FALSE, daily.seasonality = FALSE)
p <- predict(m, make_future_dataframe(m, periods = 4, freq = "quarter"))
stopifnot(nrow(p) == 23, all(is.finite(p$yhat)))
d <- read.csv("cap.prophet")
stopifnot(identical(names(d), c("ds", "y", "cap", "floor")), all(d$cap == 30), all(d$floor == 0))
m <- prophet(d, growth = "logistic", yearly.seasonality = FALSE, weekly.seasonality = FALSE,
	daily.seasonality = FALSE)
future <- make_future_dataframe(m, periods = 4, freq = "quarter")
future$cap <- 30
future$floor <- 0
p <- predict(m, future)
stopifnot(nrow(p) == 23, all(p$yhat < 31))
