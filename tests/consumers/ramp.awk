# Invented deliveries that saturate, as observations for import:  awk -v seed=1 -v n=20 -f ramp.awk
# Of quarter i: 50,000 / (1 + exp(-0.3 (i - 12))) with scatter of 3% of the ceiling's tenth and more,
# autocorrelated by a half.  The same seed gives the same values, whatever n.
function uniform() { state = (state * 16807) % 2147483647; return state / 2147483647 }
function normal(   k, u) { u = -6; for (k = 0; k < 12; k++) u += uniform(); return u }
function last_day(y, q) { return sprintf("%d-%s", y, q == 1 ? "03-31" : q == 2 ? "06-30" : q == 3 ? "09-30" : "12-31") }
BEGIN {
	state = seed * 7919 + 1
	print "doc,line,company,as_of,metric,stance,role,low,high,unit,period_start,period_end,text,speaker,quote"
	for (i = 0; i < n; i++) {
		y = 2012 + int(i / 4); q = i % 4 + 1
		wave = 0.5 * wave + normal()
		v = 50000 / (1 + exp(-0.3 * (i - 12)))
		v = int(v * (1 + 0.02 * wave) + 300 * normal() / 3 + 0.5)
		as_of = sprintf("%d-%02d-15", q == 4 ? y + 1 : y, q == 4 ? 2 : 3 * q + 2)
		printf "ramp_%d.txt,%d,Acme Motors,%s,deliveries,actual,company,%d,%d,vehicles,%d-%02d-01,%s,%d,Ida Weber,Deliveries came to %d.\n", \
		    i, i + 1, as_of, v, v, y, 3 * q - 2, last_day(y, q), v, v
	}
}
