# Turn a text file into a C source that holds it as one string constant:
#   awk -v name=catalog_builtin -f scripts/embed.awk FILE > OUT.c
BEGIN {
	print "/* Made from a data file by scripts/embed.awk. */"
	print "extern const char " name "[];"
	print "const char " name "[] ="
}
{
	gsub(/\\/, "\\\\\\\\"); gsub(/"/, "\\\"")
	print "\t\"" $0 "\\n\""
}
END { print "\t\"\";" }
