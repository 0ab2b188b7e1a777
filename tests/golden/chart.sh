# The charts that are kept: `chart METRIC OPTIONS` draws $G/observations.csv.  The script with its data
# goes to standard output, which is kept byte for byte; the picture is held against $G/chart.png by
# tests/charts/compare.c ($C), which tells what an eye would see.  UPDATE=1 keeps the new picture: look at it.
chart() {
	"$T" import --quiet --store "$PWD/tseries.db" "$G/observations.csv"
	"$T" plot "$@" --emit-script -o -
	"$T" plot "$@" --quiet -o chart.png
	[ "${UPDATE:-}" != 1 ] || cp chart.png "$G/chart.png"
	"$C" "$G/chart.png" chart.png
}
