/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "extract/turns.h"

static size_t
find(struct str raw, const char *company, struct arena *a, struct document *d,
    struct turns *out)
{
	struct err e;
	err_clear(&e);
	cr_assert_eq(document_init(d, STR("x"), raw, a, &e), 0, "%s", e.text);
	cr_assert_eq(turns_find(d, str_from(company), a, out, &e), 0, "%s", e.text);
	for (size_t i = 0; i < out->n; i++) {
		const struct turn *t = &out->v[i];
		cr_assert(t->start <= t->end && t->end <= d->n
			      && (i == 0 || t->start >= out->v[i - 1].end),
		    "turn %zu", i);
		cr_assert(t->role != OBS_NOROLE && t->role < OBS_ROLES, "turn %zu", i);
	}
	return out->n;
}

/* One line for each turn: role (c, a, o), section (p, q), speaker, words with a
 * paragraph's end as '|'. */
static void
describe(const struct document *d, const struct turns *ts, char *out, size_t size)
{
	FILE *f = fmemopen(out, size, "w");
	cr_assert_not_null(f);
	for (size_t i = 0; i < ts->n; i++) {
		const struct turn *t = &ts->v[i];
		(void)fprintf(f, "%c%c %.*s:", "?cao"[t->role], "?pq"[t->section],
		    STR_FMT(str_trim(t->speaker)));
		struct str s =
		    str_trim((struct str){d->text + t->start, t->end - t->start});
		for (size_t k = 0; k < s.n; k++)
			if (!(s.p[k] == ' '
				&& (s.p[k - 1] == '\n' || s.p[k - 1] == ' ')))
				(void)fputc(s.p[k] == '\n' ? '|' : s.p[k], f);
		(void)fputc('\n', f);
	}
	(void)fclose(f);
}

/* clang-format off */
#define TALK(sep, end) \
	"Operator" sep "Welcome to the Acme call. Here is Ann Lee." end \
	"Ann Lee" sep "Thank you. Margin was 25%. Bob Ray is here." end \
	"Bob Ray" sep "Thanks, Ann Lee. We made 5,000 cars." end \
	"Operator" sep "Our first question comes from Carl Dow of Big Bank." end \
	"Carl Dow" sep "What about cash?" end \
	"Bob Ray" sep "We have $3 billion." end
#define TALKED \
	"op Operator:Welcome to the Acme call. Here is Ann Lee.\n" \
	"cp Ann Lee:Thank you. Margin was 25%. Bob Ray is here.\n" \
	"cp Bob Ray:Thanks, Ann Lee. We made 5,000 cars.\n" \
	"oq Operator:Our first question comes from Carl Dow of Big Bank.\n" \
	"aq Carl Dow:What about cash?\n" \
	"cq Bob Ray:We have $3 billion.\n"

Test(turns, layouts)
{
	static const struct {
		const char *label, *text, *want;
	} rows[] = {
		{"a name line", TALK("\n", "\n"), TALKED},
		{"a name line between blank lines", TALK("\n\n", "\n\n"), TALKED},
		{"a name and a colon above", TALK(":\n", "\n"), TALKED},
		{"a name and a colon before", TALK(": ", "\n"), TALKED},
		{"the same with blank lines", TALK(": ", "\n\n"), TALKED},
		{"the same with a blank before the colon", TALK(" : ", "\n"), TALKED},
		{"names that speak once, and headings that end as they do",
		    "Operator: Welcome.\nJane Miller: Revenue was $40 million.\n"
		    "Full Year Outlook: We expect $170 million.\nOpen Points: none of the points is open.\n"
		    "Bob Stone: Cash was $50 million.\n",
		    "op Operator:Welcome.\n"
		    "cp Jane Miller:Revenue was $40 million.|Full Year Outlook: We expect $170 million.|"
		    "Open Points: none of the points is open.\n"
		    "cp Bob Stone:Cash was $50 million.\n"},
		{"CRLF", TALK("\r\n", "\r\n"), TALKED},
		{"time marks behind the name", TALK(" (6:02)\n", "\n"), TALKED},
		{"bold names", TALK("</b>\n", "\n<b>"), TALKED},
		{"Name - Title",
		    "Operator\nWelcome.\n"
		    "Ann Lee - Chief Executive Officer\nMargin was 25%.\n"
		    "Carl Dow - Big Bank Securities - Analyst\nAnd cash?\n"
		    "Ann Lee - Chief Executive Officer\nIt is $3 billion.\n",
		    "op Operator:Welcome.\ncp Ann Lee:Margin was 25%.\nap Carl Dow:And cash?\n"
		    "cp Ann Lee:It is $3 billion.\n"},
		{"Name, Firm - Title, where the firm ends with a stop",
		    "Operator\nWelcome.\n"
		    "Ann Lee, Acme Motors, Inc. - CFO\nMargin was 25%.\n"
		    "Operator\nWe'll take questions. Carl Dow with Big Bank, your line is open.\n"
		    "Carl Dow, Big Bank & Co., Research Division - Analyst\nAnd cash?\n"
		    "Ann Lee, Acme Motors, Inc. - CFO\nIt is $3 billion.\n",
		    "op Operator:Welcome.\ncp Ann Lee:Margin was 25%.\n"
		    "oq Operator:We'll take questions. Carl Dow with Big Bank, your line is open.\n"
		    "aq Carl Dow:And cash?\ncq Ann Lee:It is $3 billion.\n"},
		{"Name -- Title",
		    "Ann Lee -- Chief Financial Officer\nMargin was 25%.\n"
		    "Carl Dow -- Big Bank -- Analyst\nAnd cash?\n"
		    "Ann Lee -- Chief Financial Officer\nIt is $3 billion.\n"
		    "Operator\nGoodbye.\n",
		    "cp Ann Lee:Margin was 25%.\nap Carl Dow:And cash?\ncp Ann Lee:It is $3 billion.\n"
		    "op Operator:Goodbye.\n"},
		{"Name - Firm: the company's is that of most turns",
		    "Ann Lee - Acme\nHello.\nBob Ray - Acme\nHello.\nCarl Dow - Bigger\nAnd cash?\n"
		    "Ann Lee - Acme\nIt is fine.\n",
		    "cp Ann Lee:Hello.\ncp Bob Ray:Hello.\nap Carl Dow:And cash?\ncp Ann Lee:It is fine.\n"},
		{"titles below the names, rules of dots, letters for who asks and who answers",
		    "CORPORATE PARTICIPANTS\nAnn Lee\nChief Executive Officer & Director, Acme Motors, Inc.\n\n"
		    "OTHER PARTICIPANTS\nCarl Dow\nAnalyst, Big Bank LLC\n\n"
		    "MANAGEMENT DISCUSSION SECTION\nOperator: Welcome.\n......................\n"
		    "Ann Lee\nChief Executive Officer & Director, Acme Motors, Inc.\nMargin was 25%.\n"
		    "......................\nQUESTION AND ANSWER SECTION\n......................\n"
		    "Carl Dow          Q\nAnalyst, Big Bank LLC\nAnd cash?\n......................\n"
		    "Ann Lee           A\nChief Executive Officer & Director, Acme Motors, Inc.\nIt is fine.\n",
		    "op Operator:Welcome.\ncp Ann Lee:Margin was 25%.\naq Carl Dow:And cash?\ncq Ann Lee:It is fine.\n"},
		{"bullets, rules of dashes, turns counted in brackets, a firm behind a comma",
		    "=====\nCorporate Participants\n=====\n * Ann Lee\n   Acme Motors Inc - CEO & Director\n\n"
		    "=====\nConference Call Participants\n=====\n * Carl Dow\n"
		    "   Big Bank, Research Division - Executive Director\n\n"
		    "Presentation\n-----\nOperator    [1]\n-----\n Welcome.\n\n-----\n"
		    "Ann Lee,  Acme Motors Inc - CEO & Director    [2]\n-----\n Margin was 25%.\n\n"
		    "Questions and Answers\n-----\nCarl Dow,  Big Bank, Research Division - Executive Director    [3]\n"
		    "-----\n And cash?\n\n-----\nAnn Lee,  Acme Motors Inc - CEO & Director    [4]\n-----\n It is fine.\n",
		    "op Operator:Welcome.\ncp Ann Lee:Margin was 25%.\naq Carl Dow:And cash?\ncq Ann Lee:It is fine.\n"},
		{"titles below the names, firms without a title",
		    "Executives\nAnn Lee\nCEO & Director\nAnalysts\nCarl Dow\nBig Bank, Research Division\n"
		    "Presentation\nOperator\nWelcome.\nAnn Lee\nCEO & Director\nMargin was 25%.\n"
		    "Question and Answer\nCarl Dow\nBig Bank, Research Division\nAnd cash?\n"
		    "Ann Lee\nCEO & Director\nIt is fine.\n",
		    "op Operator:Welcome.\ncp Ann Lee:Margin was 25%.\naq Carl Dow:And cash?\ncq Ann Lee:It is fine.\n"},
		{"in angle brackets",
		    "<Operator>: Welcome.\n<Ann Lee, CEO>: Margin was 25%.\n<Q - Carl Dow - Big Bank>: And cash?\n"
		    "<A - Ann Lee - Acme Motors Inc.>: It is fine.\n",
		    "op Operator:Welcome.\ncp Ann Lee:Margin was 25%.\naq Carl Dow:And cash?\ncq Ann Lee:It is fine.\n"},
		{"in square brackets",
		    "[Operator]\nWelcome.\n[Ann Lee - CEO]\nMargin was 25%.\n[Operator]\nOur first question comes from Carl Dow.\n"
		    "[Carl Dow - Big Bank - Analyst]\nAnd cash?\n[Ann Lee - CEO]\nIt is fine.\n",
		    "op Operator:Welcome.\ncp Ann Lee:Margin was 25%.\noq Operator:Our first question comes from Carl Dow.\n"
		    "aq Carl Dow:And cash?\ncq Ann Lee:It is fine.\n"},
		{"in Markdown",
		    "**Operator:** Welcome.\n\n**Ann Lee (CEO):** Margin was 25%.\n\n"
		    "**Operator:** Our first question comes from Carl Dow.\n\n**Carl Dow (Big Bank):** And cash?\n\n"
		    "**Ann Lee:** It is fine.\n",
		    "op Operator:Welcome.\ncp Ann Lee:Margin was 25%.\noq Operator:Our first question comes from Carl Dow.\n"
		    "aq Carl Dow:And cash?\ncq Ann Lee:It is fine.\n"},
		{"letters before the names",
		    "Ann Lee\nMargin was 25%. Carl Dow is here.\nQ - Carl Dow\n{BIO 123 <GO>}\n\nAnd cash?\nA - Ann Lee\n{BIO 124 <GO>}\nIt is fine.\n",
		    "cp Ann Lee:Margin was 25%. Carl Dow is here.\naq Carl Dow:And cash?\ncq Ann Lee:It is fine.\n"},
		{"letters alone",
		    "Margin was 25%.\nQ: And cash?\nA: It is fine.\n",
		    "cp :Margin was 25%.\naq Q:And cash?\ncq A:It is fine.\n"},
		{"participants at the top",
		    "Company Participants\nAnn Lee - CEO\nBob Ray - CFO\n\n"
		    "Conference Call Participants\nCarl Dow - Big Bank\n\n"
		    "Ann Lee\nMargin was 25%, and it was so because we made more of the cars than anyone "
		    "had thought that we could.\nCarl Dow\nAnd cash?\nBob Ray\nIt is fine.\n",
		    "cp Ann Lee:Margin was 25%, and it was so because we made more of the cars than anyone "
		    "had thought that we could.\nap Carl Dow:And cash?\ncp Bob Ray:It is fine.\n"},
		{"participants at the end",
		    "Ann Lee\nMargin was 25%.\nCarl Dow\nAnd cash?\nAnn Lee\nIt is fine.\n\n"
		    "Call participants:\n\nAnn Lee -- Chief Executive Officer\n"
		    "Carl Dow -- Big Bank -- Analyst\n",
		    "cp Ann Lee:Margin was 25%.\nap Carl Dow:And cash?\ncp Ann Lee:It is fine.\n"},
		{"nobody named by name",
		    "Operator\nThe first question comes from the line of Carl.\n"
		    "Unidentified Analyst\nAnd cash?\nUnidentified Company Representative\nFine.\n",
		    "op Operator:The first question comes from the line of Carl.\n"
		    "ap Unidentified Analyst:And cash?\ncp Unidentified Company Representative:Fine.\n"},
		{"headings",
		    "Prepared Remarks\nAnn Lee -- CEO\nMargin was 25%.\nQuestions and Answers:\n"
		    "Carl Dow -- Big Bank -- Analyst\nAnd cash?\nAnn Lee -- CEO\nFine.\n",
		    "cp Ann Lee:Margin was 25%.\naq Carl Dow:And cash?\ncq Ann Lee:Fine.\n"},
		{"headings in brackets and stars",
		    "Ann Lee -- CEO\nMargin was 25%.\n**Question-and-Answer Session**\n"
		    "Carl Dow -- Big Bank -- Analyst\nAnd cash?\nAnn Lee -- CEO\nFine.\n",
		    "cp Ann Lee:Margin was 25%.\naq Carl Dow:And cash?\ncq Ann Lee:Fine.\n"},
		{"an operator who only says the name",
		    "Operator\nWelcome. Here is Ann Lee.\nAnn Lee\nMargin was 25%.\n"
		    "Bob Ray\nHello from Bob Ray.\n"
		    "Operator\nGwen Pelletier, Larkfield.\nGwen Pelletier\nAnd cash?\nAnn Lee\nFine.\n",
		    "op Operator:Welcome. Here is Ann Lee.\ncp Ann Lee:Margin was 25%.\n"
		    "cp Bob Ray:Hello from Bob Ray.\n"
		    "oq Operator:Gwen Pelletier, Larkfield.\naq Gwen Pelletier:And cash?\ncq Ann Lee:Fine.\n"},
		{"an operator who hands over asks nobody to ask",
		    "Operator\nWelcome.\nAnn Lee\nMargin was 25%.\nCora Fox\nHi.\n"
		    "Operator\nI will turn the call over to Dora Gill.\nDora Gill\nMore from me, Dora Gill.\n"
		    "Ann Lee\nCora Fox and I thank you.\n",
		    "op Operator:Welcome.\ncp Ann Lee:Margin was 25%.\ncp Cora Fox:Hi.\n"
		    "op Operator:I will turn the call over to Dora Gill.\ncp Dora Gill:More from me, Dora Gill.\n"
		    "cp Ann Lee:Cora Fox and I thank you.\n"},
		{"who asks for another",
		    "Operator: Welcome. Here is Ann Lee.\nAnn Lee: Margin was 25%.\n"
		    "Operator: The first question comes from the line of Carl Dow.\n"
		    "Eve Fox: Hi, this is Eve Fox on for Carl. And cash?\nAnn Lee: Fine.\n",
		    "op Operator:Welcome. Here is Ann Lee.\ncp Ann Lee:Margin was 25%.\n"
		    "oq Operator:The first question comes from the line of Carl Dow.\n"
		    "aq Eve Fox:Hi, this is Eve Fox on for Carl. And cash?\ncq Ann Lee:Fine.\n"},
		{"a host who speaks of questions and hands over",
		    "Operator: Welcome.\nAnn Lee: We take each question at the end. I turn the call over to Bob Ray.\n"
		    "Bob Ray: Margin was 25%.\nOperator: Our first question comes from Carl Dow.\n"
		    "Carl Dow: And cash?\nBob Ray: Thanks, Ann Lee.\n",
		    "op Operator:Welcome.\n"
		    "cp Ann Lee:We take each question at the end. I turn the call over to Bob Ray.\n"
		    "cp Bob Ray:Margin was 25%.\noq Operator:Our first question comes from Carl Dow.\n"
		    "aq Carl Dow:And cash?\ncq Bob Ray:Thanks, Ann Lee.\n"},
		{"a name without its apostrophe",
		    "Operator: Welcome.\nAnn Lee: Margin was 25%.\n"
		    "Operator: Our first question comes from Joe O'Shea with Big Bank.\n"
		    "Joe OShea: And cash?\nAnn Lee: Fine, says Ann Lee.\nJoe OShea: OK.\n",
		    "op Operator:Welcome.\ncp Ann Lee:Margin was 25%.\n"
		    "oq Operator:Our first question comes from Joe O'Shea with Big Bank.\n"
		    "aq Joe OShea:And cash?\ncq Ann Lee:Fine, says Ann Lee.\naq Joe OShea:OK.\n"},
		{"Name--Title",
		    "Ann Lee--Chief Financial Officer\nMargin was 25%.\nCarl Dow--Big Bank -- Analyst\nAnd cash?\n"
		    "Ann Lee--Chief Financial Officer\nFine.\n",
		    "cp Ann Lee:Margin was 25%.\nap Carl Dow:And cash?\ncp Ann Lee:Fine.\n"},
		{"thanks are no name",
		    "Ann Lee\nMargin was 25%.\nBob Ray\nThanks, Ann.\nCash is up, says Bob Ray.\nAnn Lee\nRight.\n",
		    "cp Ann Lee:Margin was 25%.\ncp Bob Ray:Thanks, Ann.|Cash is up, says Bob Ray.\ncp Ann Lee:Right.\n"},
		{"no operator: the host announces",
		    "Ann Lee: Welcome. Bob Ray is with me.\nBob Ray: We made 5,000 cars.\n"
		    "Ann Lee: Let's go to the first analyst question, from Carl Dow.\n"
		    "Carl Dow: And cash?\nBob Ray: Fine.\n",
		    "cp Ann Lee:Welcome. Bob Ray is with me.\ncp Bob Ray:We made 5,000 cars.\n"
		    "cq Ann Lee:Let's go to the first analyst question, from Carl Dow.\n"
		    "aq Carl Dow:And cash?\ncq Bob Ray:Fine.\n"},
		{"wrapped lines are one, paragraphs are not",
		    "Ann Lee:\nMargin was\n25% in the\nquarter.\nNext, cash.\n\nWe ended with\n\n$3 billion.\n"
		    "Bob Ray:\nThanks, Ann Lee. Bob Ray here.\n",
		    "cp Ann Lee:Margin was 25% in the quarter.|Next, cash.|We ended with $3 billion.\n"
		    "cp Bob Ray:Thanks, Ann Lee. Bob Ray here.\n"},
		{"pages break sentences",
		    "Ann Lee:\nMargin was\nPage 4 of 12\n25% in the quarter.\nBob Ray:\nThanks, Ann Lee. Bob Ray.\n",
		    "cp Ann Lee:Margin was 25% in the quarter.\ncp Bob Ray:Thanks, Ann Lee. Bob Ray.\n"},
		{"page numbers beside a page break",
		    "Ann Lee:\nMargin was\n\f12\n25%.\nBob Ray:\nThanks, Ann Lee. Bob Ray.\n",
		    "cp Ann Lee:Margin was 25%.\ncp Bob Ray:Thanks, Ann Lee. Bob Ray.\n"},
		{"names of any form",
		    "JB Straubel:\nHi.\nRonan de Souza:\nHi.\nSe\xc3\xa1n O'Neil, Jr.:\nHi.\nNeil A. Ray:\nHi.\n"
		    "JB Straubel:\nA.\nRonan de Souza:\nB.\nSe\xc3\xa1n O'Neil, Jr.:\nC.\nNeil A. Ray:\nD.\n",
		    "cp JB Straubel:Hi.\ncp Ronan de Souza:Hi.\ncp Se\xc3\xa1n O'Neil, Jr.:Hi.\ncp Neil A. Ray:Hi.\n"
		    "cp JB Straubel:A.\ncp Ronan de Souza:B.\ncp Se\xc3\xa1n O'Neil, Jr.:C.\ncp Neil A. Ray:D.\n"},
		{"a line like a name that nobody bears",
		    "Ann Lee: We have three goals.\nQuality First\nAnd then cost.\nAnn Lee: Right.\n",
		    "cp Ann Lee:We have three goals.|Quality First And then cost.\ncp Ann Lee:Right.\n"},
		{"a title behind a stroke, a comma, in brackets",
		    "Ann Lee | President and CEO\nHi.\nBob Ray, VP of Treasury & IR\nHello.\n"
		    "MR CARL DOW (CHIEF OPERATING OFFICER): Well.\nGwen Pelletier, Analyst, Birch Partners\nAnd cash?\n",
		    "cp Ann Lee:Hi.\ncp Bob Ray:Hello.\ncp MR CARL DOW:Well.\nap Gwen Pelletier:And cash?\n"},
		{"a firm behind a comma, capitals, no capitals",
		    "Analysts: Dora Finch (Birch), Gwen O'Hara (Elm)\nOperator\nWelcome. I turn it over to Ann Lee, our chief.\n"
		    "Ann Lee\nHi.\nOperator\nFirst question, dora finch of birch.\nDORA FINCH, Birch\nAnd cash?\n"
		    "Ann Lee\nFine.\nOperator\nGwen O'Hara at Elm.\nGWEN O'HARA\nAnd debt?\nAnn Lee\nNone.\n",
		    "cp :Analysts: Dora Finch (Birch), Gwen O'Hara (Elm)\n"
		    "op Operator:Welcome. I turn it over to Ann Lee, our chief.\ncp Ann Lee:Hi.\n"
		    "oq Operator:First question, dora finch of birch.\naq DORA FINCH:And cash?\ncq Ann Lee:Fine.\n"
		    "oq Operator:Gwen O'Hara at Elm.\naq GWEN O'HARA:And debt?\ncq Ann Lee:None.\n"},
		{"a namesake",
		    "MR ANN LEE (CEO): Hi.\nMR BOB RAY (BIRCH SECURITIES): And cash?\nMR LEE: Fine.\nMR RAY: And debt?\nMR LEE: None.\n",
		    "cp MR ANN LEE:Hi.\nap MR BOB RAY:And cash?\ncp MR LEE:Fine.\nap MR RAY:And debt?\ncp MR LEE:None.\n"},
		{"those who are there for questions open none",
		    "Operator: Welcome.\nAnn Lee: With me are Bob Ray, our chairman, and Carl Dow, who is here for questions. Bob.\n"
		    "Bob Ray: Hi, Ann Lee.\nOperator: First question, Dora Finch.\nDora Finch: And cash?\nBob Ray: Fine.\n",
		    "op Operator:Welcome.\n"
		    "cp Ann Lee:With me are Bob Ray, our chairman, and Carl Dow, who is here for questions. Bob.\n"
		    "cp Bob Ray:Hi, Ann Lee.\noq Operator:First question, Dora Finch.\naq Dora Finch:And cash?\ncq Bob Ray:Fine.\n"},
		{"a colon in prose",
		    "Ann Lee\nThe answer is this\nVery Simple: we made more.\nBob Ray\nYes, Ann Lee.\n"
		    "Ann Lee\nBye, Bob Ray.\nBob Ray\nBye.\n",
		    "cp Ann Lee:The answer is this Very Simple: we made more.\ncp Bob Ray:Yes, Ann Lee.\n"
		    "cp Ann Lee:Bye, Bob Ray.\ncp Bob Ray:Bye.\n"},
		{"no speakers at all",
		    "Good day. Margin was 25%. Our first question comes from the line of Carl Dow. "
		    "Hi, thanks for taking my question. What about cash? It is $3 billion. We are happy.",
		    "cp :Good day. Margin was 25%.\n"
		    "oq :Our first question comes from the line of Carl Dow.\n"
		    "aq :Hi, thanks for taking my question. What about cash?\n"
		    "cq :It is $3 billion. We are happy.\n"},
		{"no speakers: a question that goes on",
		    "Hello. The next question is coming from Carl. Hi. How is cash? And can you say more? "
		    "Fine. My follow-up is on capex. How much is it? Two billion.",
		    "cp :Hello.\noq :The next question is coming from Carl.\n"
		    "aq :Hi. How is cash? And can you say more?\ncq :Fine.\n"
		    "aq :My follow-up is on capex. How much is it?\ncq :Two billion.\n"},
		{"one speech", "We made 5,000 cars. Margin was 25%.", "cp :We made 5,000 cars. Margin was 25%.\n"},
		{"only headings", "Operator\nAnn Lee\nAnn Lee\n", ""},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a = {NULL};
		struct document d;
		struct turns ts;
		char got[2000] = "";
		(void)find(str_from(rows[i].text), "Acme", &a, &d, &ts);
		describe(&d, &ts, got, sizeof got);
		cr_expect_str_eq(got, rows[i].want, "%s: got\n%swant\n%s", rows[i].label, got,
		    rows[i].want);
		arena_release(&a);
	}
}
/* clang-format on */

/* Whatever joins lines leaves every offset where it was. */
Test(turns, offsets_stay)
{
	struct arena a = {NULL};
	struct document d;
	struct turns ts;
	const char *raw =
	    "Ann Lee:\r\nMargin was\r\nPage 4 of 12\r\n25%.\r\nAnn Lee:\r\nYes.";
	(void)find(str_from(raw), "", &a, &d, &ts);
	const char *at = strstr(d.text, "25%");
	cr_assert_not_null(at);
	size_t start, end, from = (size_t)(at - d.text);
	document_map(&d, from, from + 3, &start, &end);
	cr_expect(start == (size_t)(strstr(raw, "25%") - raw) && end == start + 3);
	arena_release(&a);
}

static char *
read_all(const char *path, size_t *n)
{
	FILE *f = fopen(path, "rb");
	char *bytes = NULL;
	size_t cap = 0;
	*n = 0;
	while (f && !feof(f) && !ferror(f)) {
		cap = cap * 2 + 65536;
		char *grown = realloc(bytes, cap);
		cr_assert_not_null(grown);
		bytes = grown;
		*n += fread(bytes + *n, 1, cap - *n, f);
	}
	if (f)
		(void)fclose(f);
	return bytes;
}

/* The calls beside the project, where they are: who speaks is found in each. */
Test(turns, calls_beside_the_project, .timeout = 120)
{
	static const char folder[] = "../shared/calls";
	DIR *dir = opendir(folder);
	if (!dir)
		cr_skip("no folder %s: these calls are not read", folder);
	const struct dirent *en;
	while ((en = readdir(dir))) {
		struct str name = str_from(en->d_name);
		if (name.n < 4 || strcmp(en->d_name + name.n - 4, ".txt") != 0)
			continue;
		char path[512];
		size_t n, lines = 0;
		(void)snprintf(path, sizeof path, "%s/%s", folder, en->d_name);
		char *bytes = read_all(path, &n);
		cr_assert(bytes && n, "%s", path);
		for (size_t i = 0; i < n; i++)
			lines += bytes[i] == '\n';
		struct arena a = {NULL};
		struct document d;
		struct turns ts;
		size_t found = find((struct str){bytes, n}, "", &a, &d, &ts);
		/* Three are one line: nobody is named there. */
		if (lines > 1)
			cr_expect_geq(found, 10u, "%s: %zu turns", path, found);
		arena_release(&a);
		free(bytes);
	}
	(void)closedir(dir);
}

Test(turns, linear, .timeout = 120)
{
	static const char *const texts[] = {"Ann Lee\n", "Ann Lee: a.\n",
	    "Ann Lee\nYes.\n", "\n", "a\n", "Is it? ", "The question comes from Ann. ",
	    "Executives\nAnn Lee\n", "Page 1 of 2\n", "Operator\nQuestion from Ann.\n",
	    "\f1\n", "Questions and Answers\n"};
	enum { SIZE = 1000000 };
	char *raw = malloc(SIZE);
	cr_assert_not_null(raw);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct arena a = {NULL};
		struct document d;
		struct turns ts;
		raw[0] = 'x';
		for (size_t k = 1, n = strlen(texts[i]); k < SIZE; k++)
			raw[k] = texts[i][k % n];
		(void)find((struct str){raw, SIZE}, "Acme", &a, &d, &ts);
		arena_release(&a);
	}
	free(raw);
}

/* A hundred thousand lines, each with another name. */
Test(turns, more_names_than_a_call_has, .timeout = 120)
{
	enum { LINES = 100000, WIDTH = 20 };
	char *raw = malloc((size_t)LINES * WIDTH + 1);
	cr_assert_not_null(raw);
	size_t n = 0;
	for (int i = 0; i < LINES; i++) {
		raw[n++] = 'A';
		raw[n++] = 'n';
		raw[n++] = ' ';
		raw[n++] = 'B';
		for (int k = i, w = 0; w < 4; k /= 26, w++)
			raw[n++] = (char)('a' + k % 26);
		memcpy(raw + n, ": yes\n", 6);
		n += 6;
	}
	struct arena a = {NULL};
	struct document d;
	struct turns ts;
	(void)find((struct str){raw, n}, "Acme", &a, &d, &ts);
	arena_release(&a);
	free(raw);
}
