# gcov's summary (gcov -n) as a line for each file, the least covered first, and one for each room.
/^File/ { split($0, part, "'"); file = part[2] }
/^Lines/ && file {
	match($0, /[0-9.]+%/)
	share = substr($0, RSTART, RLENGTH - 1)
	room = file ~ /^(extract|series|plot)\// ? substr(file, 1, index(file, "/") - 1) : ""
	if (room) {
		printf "%6.2f%%  %5d  %s\n", share, $NF, file | "sort -n"
		all[room] += $NF
		run[room] += $NF * share / 100
	}
	file = ""
}
END {
	close("sort -n")
	for (room in all) {
		printf "coverage: %-8s %6.2f%% of %d lines\n", room, 100 * run[room] / all[room], all[room]
		bad += run[room] < 0.9 * all[room]
	}
	if (bad) print "coverage: a room is below 90%"
	exit bad > 0
}
