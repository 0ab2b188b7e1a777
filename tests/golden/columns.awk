# Columns of a CSV by their names, parted by bars:  awk -v want=period,value -f columns.awk
# A field may be quoted and have commas and quotes in it, but no line breaks.
function fields(line, cell,    n, quoted, i, c) {
	n = 1
	split("", cell)
	for (i = 1; i <= length(line); i++) {
		c = substr(line, i, 1)
		if (quoted && c == "\"" && substr(line, i + 1, 1) == "\"")
			cell[n] = cell[n] substr(line, ++i, 1)
		else if (c == "\"")
			quoted = !quoted
		else if (c == "," && !quoted)
			n++
		else
			cell[n] = cell[n] c
	}
	return n
}
{ n = fields($0, cell) }
NR == 1 {
	for (i = 1; i <= n; i++)
		at[cell[i]] = i
	k = split(want, name, ",")
}
{
	line = ""
	for (i = 1; i <= k; i++)
		line = line (i > 1 ? "|" : "") cell[at[name[i]]]
	print line
}
