# Deliveries by quarter along a logistic, and what all came to, as observations to import.
# part: the first year is told whole, with its first two quarters; gap: without 2017-Q2.
function at(d) { return 9000 / (1 + exp(-0.005 * (d - 700))) }
function row(metric, variant, v, from, to, n) {
	printf "a%02d.txt,1,Acme Motors,%s,%s,%s,actual,company,%.0f,%.0f,vehicles,%s,%s,%.0f,Of it %.0f.\n",
		++line, to, metric, variant, v, v, from, to, v, v
}
BEGIN {
	print "doc,line,company,as_of,metric,variant,stance,role,low,high,unit,period_start,period_end,text,quote"
	split("01-01 04-01 07-01 10-01", first, " ")
	split("03-31 06-30 09-30 12-31", last, " ")
	for (i = 0; i < 16; i++) {
		y = 2016 + int(i / 4); q = i % 4 + 1
		v = at(91.3 * (i + 1)) - at(91.3 * i) + 25 * sin(7 * i)
		all += v; year += v
		told = !(part && i >= 2 && i < 4) && !(gap && i == 5)
		if (told) row("deliveries", "", v, y "-" first[q], y "-" last[q])
		if (q == 4 && part && y == 2016) row("deliveries", "", year, y "-01-01", y "-12-31")
		if (q == 4) year = 0
		if (i == 9) row("installed_base", "", all + 900, y "-" last[q], y "-" last[q])
		if (i == 12) row("fleet", "", all + 900, y "-" first[q], y "-" last[q])
	}
}
