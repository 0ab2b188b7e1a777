# The r form, in R's ts: every step has a row, a gap is NA; forecast fits it.
suppressPackageStartupMessages(library(forecast))
d <- read.csv("all.r", stringsAsFactors = FALSE)
m <- d[d$series == "Acme Works/gross_margin/actual", ]
stopifnot(nrow(m) == 20, is.na(m$value[9]), sum(is.na(m$value)) == 1, all(m$frequency == 4))
y <- ts(m$value, start = c(m$year[1], m$cycle[1]), frequency = m$frequency[1])
stopifnot(start(y) == c(2014, 1), end(y) == c(2018, 4), window(y, c(2018, 4)) == 23.7)
f <- forecast(auto.arima(y), h = 4)
stopifnot(length(f$mean) == 4, all(is.finite(f$mean)))
c <- d[d$series == "Acme Works/cash/actual", ]
stopifnot(nrow(c) == 20, all(c$frequency == 4), !any(is.na(c$value)))
