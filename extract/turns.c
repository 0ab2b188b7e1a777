/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/turns.h"

#include <stdlib.h>

enum line_type {
	LINE_TEXT,
	LINE_BLANK,
	LINE_PAGE,
	LINE_LIST,     /* the head of a list of participants */
	LINE_QA,       /* a heading */
	LINE_PREPARED, /* a heading */
	LINE_NAME,     /* a speaker, the words in the lines below */
	LINE_COLON     /* a speaker and the words in one line */
};

struct line {
	size_t start, end; /* trimmed; clean text */
	enum line_type type;
	struct str name, title; /* of LINE_NAME, LINE_COLON and the lines of a list */
	enum obs_role list;     /* of LINE_LIST: whose list; of a line in it, too */
	enum obs_role marked;   /* of LINE_NAME: by the Q or A behind the name */
	bool listed;
	bool bare; /* of LINE_NAME: the line is the name alone */
};

/* A person as the document writes the name, and what is known of the role. */
struct person {
	struct str name, title;
	enum obs_role role;
	size_t count;
	int said; /* 1: the name is said elsewhere, -1: it is not, 0: not looked for */
};

/* More names than a call has speakers are prose, or meant to keep us busy. */
enum { PEOPLE_MOST = 512 };

struct finder {
	struct document *d;
	struct arena *a;
	struct line *lines;
	size_t n_lines;
	struct person *people;
	size_t n_people, cap_people;
	struct str company;
	bool failed;
};

/* clang-format off */
static const struct {
	const char *text;
	enum line_type type;
	enum obs_role role;
} markers[] = {
	{"executives", LINE_LIST, OBS_COMPANY},
	{"company participants", LINE_LIST, OBS_COMPANY},
	{"corporate participants", LINE_LIST, OBS_COMPANY},
	{"company representatives", LINE_LIST, OBS_COMPANY},
	{"management", LINE_LIST, OBS_COMPANY},
	{"analysts", LINE_LIST, OBS_ANALYST},
	{"analyst", LINE_LIST, OBS_ANALYST},
	{"conference call participants", LINE_LIST, OBS_ANALYST},
	{"other participants", LINE_LIST, OBS_ANALYST},
	{"call participants", LINE_LIST, OBS_NOROLE},
	{"participants", LINE_LIST, OBS_NOROLE},
	{"question-and-answer session", LINE_QA, OBS_NOROLE},
	{"questions and answers", LINE_QA, OBS_NOROLE},
	{"questions & answers", LINE_QA, OBS_NOROLE},
	{"question and answer session", LINE_QA, OBS_NOROLE},
	{"question and answer", LINE_QA, OBS_NOROLE},
	{"q&a session", LINE_QA, OBS_NOROLE},
	{"q&a", LINE_QA, OBS_NOROLE},
	{"prepared remarks", LINE_PREPARED, OBS_NOROLE},
	{"presentation", LINE_PREPARED, OBS_NOROLE},
	{"management discussion section", LINE_PREPARED, OBS_NOROLE},
};
static const struct {
	const char *name;
	enum obs_role role;
} callings[] = { /* names that are none */
	{"operator", OBS_OPERATOR}, {"moderator", OBS_OPERATOR}, {"coordinator", OBS_OPERATOR},
	{"conference operator", OBS_OPERATOR}, {"conference coordinator", OBS_OPERATOR},
	{"unidentified analyst", OBS_ANALYST}, {"unknown analyst", OBS_ANALYST},
	{"analyst", OBS_ANALYST}, {"questioner", OBS_ANALYST}, {"unidentified participant", OBS_ANALYST},
	{"unidentified company representative", OBS_COMPANY}, {"unidentified executive", OBS_COMPANY},
	{"unknown executive", OBS_COMPANY}, {"company representative", OBS_COMPANY},
	{"executive", OBS_COMPANY}, {"q", OBS_ANALYST}, {"question", OBS_ANALYST},
	{"a", OBS_COMPANY}, {"answer", OBS_COMPANY}, {"unidentified speaker", OBS_NOROLE},
	{"unknown speaker", OBS_NOROLE}, {"unverified participant", OBS_NOROLE},
};
static const char *const particles[] = {
	"de", "del", "della", "der", "den", "van", "von", "la", "le", "di", "da", "dos", "bin",
	"al", "el", "ter", "y", "e", "jr", "jr.", "sr", "sr.",
};
/* "Thanks, Ken." looks like a name. */
static const char *const greetings[] = {"thanks", "thank", "hi", "hello", "hey", "okay", "yes"};
/* Words of a title that only the company's own people bear on its call. */
static const char *const company_titles[] = {
	"chief", "officer", "ceo", "cfo", "coo", "cto", "president", "chairman", "chairwoman",
	"chair", "treasurer", "counsel", "founder", "controller", "relations", "ir", "vp", "svp", "evp",
	"head", "manager", "engineer", "engineering", "executive", "secretary", "vice",
};
static const char *const director_words[] = {"director", "managing", "finance"};
static const char *const firm_words[] = {
	"analyst", "securities", "capital", "research", "bank", "markets", "partners", "llc",
	"llp", "broker", "investments", "advisors", "brothers",
};
/* Of headings that a colon ends, as names do: "Full Year Outlook:". */
static const char *const heading_words[] = {
	"outlook", "guidance", "results", "highlights", "summary", "overview", "update", "review", "statement",
	"statements", "harbor", "note", "notes", "discussion", "conclusion", "introduction", "agenda",
	"revenue", "revenues", "sales", "margin", "margins", "income", "earnings", "profit", "loss", "cash",
	"flow", "cost", "costs", "expense", "expenses", "expenditures", "capex", "debt", "liquidity",
	"balance", "sheet", "tax", "dividend", "dividends", "gross", "net", "operating", "total",
	"adjusted", "full", "year", "quarter", "fiscal", "first", "second", "third", "fourth",
	"segment", "segments", "business", "company", "financial", "call", "date", "time", "question",
	"questions", "answer", "answers", "key", "capital", "growth", "volume", "volumes", "price", "prices",
	"production", "deliveries", "orders", "backlog", "north", "south", "east", "west", "america",
	"americas", "latin", "asia", "pacific", "europe", "middle", "africa", "emea", "apac", "china", "japan",
	"international", "domestic", "global", "model", "project", "product", "products", "service",
	"services", "division", "region", "regions", "group", "systems", "solutions", "markets", "bank", "banking",
};
/* clang-format on */

static struct str
text_of(const struct finder *f, size_t from, size_t to)
{
	return (struct str){f->d->text + from, to - from};
}

/* The next blank-separated word of *rest; empty at the end. */
static struct str
word(struct str *rest)
{
	*rest = str_trim(*rest);
	size_t i = 0;
	while (i < rest->n && !str_isspace(rest->p[i]))
		i++;
	struct str w = str_sub(*rest, 0, i);
	*rest = str_sub(*rest, i, rest->n);
	return w;
}

static bool
among(struct str w, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq_nocase(w, str_from(list[i])))
			return true;
	return false;
}
#define AMONG(w, list) among((w), (list), sizeof(list) / sizeof *(list))

static bool
is_letter(char c)
{
	return str_lower(c) >= 'a' && str_lower(c) <= 'z';
}

/* Does any word of s (letters only) stand in the list? */
static bool
any_word(struct str s, const char *const *list, size_t n)
{
	size_t i = 0;
	while (i < s.n) {
		size_t j = i;
		while (j < s.n && is_letter(s.p[j]))
			j++;
		if (j > i && among(str_sub(s, i, j), list, n))
			return true;
		i = j > i ? j : i + 1;
	}
	return false;
}
#define ANY_WORD(s, list) any_word((s), (list), sizeof(list) / sizeof *(list))

static bool
is_upper(char c)
{
	return (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0xc3;
}

/* "Neil A. Schrimsher", "JB Straubel", "Ronan de Souza", "O'Neil, Jr." */
static bool
is_name(struct str s)
{
	size_t words = 0, long_words = 0;
	if (s.n == 0 || s.n > 48)
		return false;
	while (s.n) {
		struct str w = word(&s);
		if (w.n == 0)
			break;
		words++;
		if (w.p[w.n - 1] == ',')
			w.n--;
		/* "St." and "Wm." stand before a name; nothing but "A." ends one. */
		bool initial = w.n <= 4 && w.n >= 2 && w.p[w.n - 1] == '.'
			       && (s.n > 0 || w.n == 2);
		if (AMONG(w, particles))
			continue;
		if (words == 1 && AMONG(w, greetings))
			return false;
		if (!is_upper(w.p[0]) && !(w.p[0] == '(' || w.p[0] == '"'))
			return false;
		for (size_t i = 1; i < w.n; i++) {
			char c = w.p[i];
			bool letter = is_letter(c) || (unsigned char)c >= 0x80;
			if (!letter && !strchr("'-.\")", c))
				return false;
			if (c == '.' && i + 1 == w.n && !initial)
				return false;
		}
		long_words += w.n > 2;
	}
	return words >= 2 && words <= 6 && long_words >= 1;
}

static enum obs_role
calling(struct str name, bool *found)
{
	for (size_t i = 0; i < sizeof callings / sizeof *callings; i++)
		if (str_eq_nocase(name, str_from(callings[i].name))) {
			*found = true;
			return callings[i].role;
		}
	*found = false;
	return OBS_NOROLE;
}

/* Words that a title has behind a comma or in brackets. */
static bool
is_title(struct str s)
{
	return ANY_WORD(s, company_titles) || ANY_WORD(s, firm_words)
	       || ANY_WORD(s, director_words);
}

/* Where the name of s ends, and its title: behind "--", " - " or "|". */
static size_t
name_before_line(struct str s, struct str *title)
{
	for (size_t i = 0; i + 1 < s.n; i++) {
		bool dash = s.p[i + 1] == '-' && (s.p[i] == ' ' || s.p[i] == '-');
		size_t k = i;
		while ((dash || s.p[i] == '|') && k < s.n && strchr(" -|", s.p[k]))
			k++;
		if (k == i)
			continue;
		*title = str_sub(s, k, s.n);
		return i;
	}
	return s.n;
}

/* Small words of titles. */
static const char *const joining[] = {
    "of", "and", "the", "for", "to", "in", "at", "on", "de", "&", "-", "--"};
/* Words with a dot that may end a title. */
static const char *const companies[] = {"inc.", "corp.", "co.", "ltd.", "llc.", "plc.",
    "l.p.", "lp.", "n.a.", "s.a.", "n.v.", "l.l.c.", "p.l.c.", "s.p.a.", "a.g.", "cos.",
    "bros.", "u.s."};

/* A line that is a title by itself: "Chief Executive Officer & Director, Acme, Inc.". */
static bool
is_title_line(struct str s)
{
	struct str rest = s, w, last = s;
	enum { LONGEST = 160 };
	if (s.n == 0 || s.n > LONGEST || !is_title(s))
		return false;
	while ((w = word(&rest)).n) {
		bool named = is_upper(w.p[0]) || (w.p[0] >= '0' && w.p[0] <= '9')
			     || w.p[0] == '(';
		if (!named && !AMONG(w, joining))
			return false;
		last = w;
	}
	return !strchr("?!:.", last.p[last.n - 1]) || AMONG(last, companies);
}

/* The same of "Name, Title" and "Name (Title)", where the title says that it is one. */
static size_t
name_before_title(struct str s, struct str *title)
{
	for (size_t i = 0; i + 1 < s.n; i++) {
		struct str rest = str_trim(str_sub(s, i + 1, s.n));
		bool bracket = s.p[i] == '(' && rest.n && rest.p[rest.n - 1] == ')',
		     comma = s.p[i] == ',' && rest.n && rest.p[rest.n - 1] != '.';
		rest.n -= bracket;
		/* "Ann Lee, CFO: we sold" is more than a name. */
		if ((!comma && !bracket) || memchr(rest.p, ':', rest.n)
		    || !is_title(rest))
			continue;
		*title = rest;
		return i;
	}
	return s.n;
}

/* "Ann Lee" of "Ann Lee, Acme Partners"; not of "Ann Lee, Jr.", nor of "Lee, Ann". */
static struct str
without_firm(struct str s)
{
	struct str firm = s, name = str_trim(str_cut(&firm, ','));
	bool called;
	(void)calling(name, &called);
	firm = str_trim(firm);
	struct str rest = firm, w, last = firm;
	while ((w = word(&rest)).n)
		last = w;
	bool firms = firm.n && is_upper(firm.p[0])
		     && (is_letter(firm.p[firm.n - 1])
			 || (last.n < firm.n && AMONG(last, companies)))
		     && !AMONG(firm, particles);
	return firms && (called || is_name(name)) ? name : s;
}

/* Split a name and what stands behind it; false when it is no name. */
static bool
split_name(struct str s, struct str *name, struct str *title)
{
	*title = (struct str){NULL, 0};
	size_t end = name_before_line(s, title);
	if (end == s.n)
		end = name_before_title(s, title);
	struct str head = str_trim(str_sub(s, 0, end));
	*name = without_firm(head);
	/* "Ann Lee, Acme Partners - Director" */
	if (title->n && name->n < head.n)
		*title = str_sub(s, (size_t)(name->p + name->n - s.p) + 1, s.n);
	bool called;
	(void)calling(*name, &called);
	if (called)
		return true;
	/* A title is a phrase, not a sentence. */
	if (title->n > 140 || (title->n && strchr("?!", title->p[title->n - 1]))
	    || (title->n && memmem(title->p, title->n, ": ", 2)))
		return false;
	if (title->n && !is_upper(title->p[0]) && str_lower(title->p[0]) == title->p[0]
	    && !(title->p[0] >= '0' && title->p[0] <= '9') && s.n > 90)
		return false;
	return is_name(*name);
}

/* "Page 4 of 12", "- 4 -", or digits alone beside a page break. */
static bool
is_page_line(struct str s, bool beside_break)
{
	struct str rest = s;
	struct str w = word(&rest);
	if (str_eq_nocase(w, STR("page")) && rest.n < 12 && rest.n) {
		w = word(&rest);
		return w.n && w.p[0] >= '0' && w.p[0] <= '9';
	}
	if (!beside_break || s.n > 8)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (!(s.p[i] >= '0' && s.p[i] <= '9') && !strchr(" -/", s.p[i]))
			return false;
	return s.n > 0;
}

/* "=====", ".....", "{BIO 123}": a line that only divides, or is meant for programs. */
static bool
is_rule(struct str s)
{
	enum { LEAST = 4 };
	if (s.n >= LEAST && s.p[0] == '{' && memchr(s.p, '}', s.n) == s.p + s.n - 1)
		return true;
	for (size_t i = 0; i < s.n; i++)
		if (!strchr("=-._*~#", s.p[i]))
			return false;
	return s.n >= LEAST;
}

/* Without the "* " of a list, and the "[12]" that counts turns. */
static struct str
without_marks(struct str s)
{
	static const char *const bullets[] = {"* ", "- ", "\xe2\x80\xa2", "\xc2\xb7"};
	for (size_t i = 0; i < sizeof bullets / sizeof *bullets; i++)
		if (str_starts(s, str_from(bullets[i])))
			s = str_trim(str_sub(s, strlen(bullets[i]), s.n));
	size_t n = s.n;
	if (n == 0 || s.p[n - 1] != ']')
		return s;
	for (n--; n > 0 && s.p[n - 1] >= '0' && s.p[n - 1] <= '9';)
		n--;
	bool counts = n > 0 && s.p[n - 1] == '[' && n + 1 < s.n;
	return counts ? str_trim(str_sub(s, 0, n - 1)) : s;
}

/* Without the signs around a speaker: "[Ann Lee]", "<Ann Lee>", "**Ann Lee**". */
static struct str
without_signs(struct str s)
{
	while (s.n && strchr("*_[<", s.p[0]))
		s = str_sub(s, 1, s.n);
	while (s.n && strchr("*_]>", s.p[s.n - 1]))
		s.n--;
	return str_trim(s);
}

/* "Ann Lee" of "Ann Lee (Acme Partners)". */
static struct str
without_bracket(struct str s)
{
	const char *open = memchr(s.p, '(', s.n);
	struct str head = open ? str_trim(str_sub(s, 0, (size_t)(open - s.p))) : s;
	return s.n && s.p[s.n - 1] == ')' && !is_title(s) && is_name(head) ? head : s;
}

/* "Ann Lee      Q", "Q - Ann Lee": who asks and who answers. */
static struct str
without_letter(struct str s, enum obs_role *role)
{
	if (s.n < 4)
		return s;
	struct str behind = str_trim(str_sub(s, 1, s.n));
	bool before = behind.n > 1 && behind.p[0] == '-' && str_isspace(behind.p[1]),
	     after = str_isspace(s.p[s.n - 2]) && str_isspace(s.p[s.n - 3]);
	const char *c = before ? s.p : s.p + s.n - 1;
	if ((!before && !after) || (*c != 'Q' && *c != 'A'))
		return s;
	*role = *c == 'Q' ? OBS_ANALYST : OBS_COMPANY;
	return before ? str_trim(str_sub(behind, 1, behind.n))
		      : str_trim(str_sub(s, 0, s.n - 1));
}

static bool
mark(struct line *l, struct str s)
{
	while (s.n && (s.p[s.n - 1] == ':' || s.p[s.n - 1] == ' '))
		s.n--;
	while (s.n && strchr("#*[ ", s.p[0]))
		s = str_sub(s, 1, s.n);
	while (s.n && strchr("*]", s.p[s.n - 1]))
		s.n--;
	for (size_t i = 0; i < sizeof markers / sizeof *markers; i++)
		if (str_eq_nocase(s, str_from(markers[i].text))) {
			l->type = markers[i].type;
			l->list = markers[i].role;
			return true;
		}
	return false;
}

/* Who has said line l, if it is a heading of one of the two forms. */
static void
classify(struct finder *f, struct line *l, bool beside_break)
{
	struct str s = without_marks(text_of(f, l->start, l->end)), name, title;
	if (s.n == 0 || is_rule(s)) {
		l->type = LINE_BLANK;
		return;
	}
	if (is_page_line(s, beside_break)) {
		l->type = LINE_PAGE;
		return;
	}
	if (mark(l, s))
		return;
	struct str whole = s;
	s = without_letter(without_signs(s), &l->marked);
	if (s.n < 190 && split_name(s, &name, &title)) {
		l->type = LINE_NAME;
		l->name = name;
		l->title = title;
		l->bare = name.n == s.n;
		return;
	}
	s = whole;
	l->marked = OBS_NOROLE;
	const char *colon = memchr(s.p, ':', s.n < 60 ? s.n : 60);
	if (!colon)
		return;
	struct str before = str_trim(str_sub(s, 0, (size_t)(colon - s.p))),
		   head = without_signs(before);
	if (head.n < before.n)
		head = without_bracket(head);
	head = without_letter(head, &l->marked);
	if (!split_name(head, &name, &title))
		return;
	if (str_eq(name, STR("Q")) || str_eq(name, STR("A")))
		l->marked = name.p[0] == 'Q' ? OBS_ANALYST : OBS_COMPANY;
	/* "Name:" above the text */
	bool alone = without_signs(str_sub(s, (size_t)(colon - s.p) + 1, s.n)).n == 0;
	l->type = alone ? LINE_NAME : LINE_COLON;
	l->name = name;
	l->title = title;
}

static void
read_lines(struct finder *f)
{
	size_t n = 1;
	const char *text = f->d->text, *end = text + f->d->n, *p = text;
	while (p < end && (p = memchr(p, '\n', (size_t)(end - p)))) {
		n++;
		p++;
	}
	f->lines = ARENA_NEW(f->a, n, struct line);
	if (!f->lines) {
		f->failed = true;
		return;
	}
	size_t from = 0;
	for (size_t i; from <= f->d->n; from = i + 1) {
		p = memchr(text + from, '\n', f->d->n - from);
		i = p ? (size_t)(p - text) : f->d->n;
		struct line *l = &f->lines[f->n_lines++];
		struct str s = str_trim(text_of(f, from, i));
		l->start = s.n ? (size_t)(s.p - f->d->text) : from;
		l->end = l->start + s.n;
		size_t raw = 0, raw_end = 0;
		if (from > 0)
			document_map(f->d, from - 1, from, &raw, &raw_end);
		bool broke = from > 0 && f->d->raw.p[raw] == '\f';
		classify(f, l, broke);
	}
}

/* The person of a name, made where there is none; NULL when memory is out (failed) or
 * there are too many. */
static struct person *
person_of(struct finder *f, struct str name)
{
	for (size_t i = 0; i < f->n_people; i++)
		if (str_eq_nocase(f->people[i].name, name))
			return &f->people[i];
	if (f->n_people == PEOPLE_MOST)
		return NULL;
	struct person *grown =
	    arena_grow(f->a, f->people, f->n_people, &f->cap_people, sizeof *grown);
	if (!grown) {
		f->failed = true;
		return NULL;
	}
	f->people = grown;
	struct person *p = &f->people[f->n_people++];
	*p = (struct person){.name = name};
	bool called;
	p->role = calling(name, &called);
	return p;
}

/* Titles in the line below a name: in lists, and over what is said. */
static void
read_titles(struct finder *f)
{
	for (size_t i = 0; i + 1 < f->n_lines; i++) {
		struct line *l = &f->lines[i], *below = l + 1;
		struct str s = without_marks(text_of(f, below->start, below->end));
		bool called;
		(void)calling(l->name, &called);
		if (l->type != LINE_NAME || !l->bare || called || !is_title_line(s))
			continue;
		/* "Ann Lee" above "Bob Ray - CFO": that is another one. */
		struct str title, host = f->company, firm = word(&host);
		struct str head = str_sub(s, 0, name_before_line(s, &title));
		if (head.n < s.n && below->type == LINE_NAME && !is_title(head)
		    && !(firm.n > 2 && str_starts(head, firm)))
			continue;
		l->title = s;
		below->type = LINE_BLANK;
	}
}

/* The participants' lists: heads with names below them, until something else. */
static void
read_lists(struct finder *f)
{
	enum obs_role role = OBS_NOROLE;
	bool in_list = false;
	for (size_t i = 0; i < f->n_lines; i++) {
		struct line *l = &f->lines[i];
		if (l->type == LINE_LIST) {
			in_list = true;
			role = l->list;
			continue;
		}
		if (!in_list || l->type == LINE_BLANK)
			continue;
		/* A list's names stand in consecutive lines; a turn's have text below. */
		size_t k = i + 1;
		while (k < f->n_lines && f->lines[k].type == LINE_BLANK)
			k++;
		bool is_operator =
		    l->type == LINE_NAME && str_eq_nocase(l->name, STR("operator"));
		bool text_below = k < f->n_lines && f->lines[k].type == LINE_TEXT
				  && f->lines[k].end - f->lines[k].start > 90;
		if (l->type != LINE_NAME || is_operator || text_below) {
			in_list = false;
			continue;
		}
		l->listed = true;
		struct person *p = person_of(f, l->name);
		if (!p)
			continue;
		p->title = l->title;
		if (role != OBS_NOROLE)
			p->role = role;
	}
}

static struct str
last_word(struct str s)
{
	struct str w = {NULL, 0}, next;
	while ((next = word(&s)).n)
		if (!AMONG(next, particles))
			w = next;
	return w;
}

/* Is nothing of s in small letters, or else nothing in capitals? */
static bool
one_case(struct str s, bool small)
{
	for (size_t i = 0; i < s.n; i++)
		if (small ? s.p[i] >= 'A' && s.p[i] <= 'Z'
			  : s.p[i] >= 'a' && s.p[i] <= 'z')
			return false;
	return true;
}

/* Does the last name stand in the text a second time? */
static bool
is_said(const struct finder *f, struct person *p)
{
	struct str w = last_word(p->name);
	if (p->said == 0) {
		bool low = one_case(w, false);
		const char *at = low ? f->d->low : f->d->text, *end = at + f->d->n;
		size_t n = 0;
		if (low) /* the same letters beside the text */
			w.p = f->d->low + (w.p - f->d->text);
		while (
		    w.n && n < 2 && (at = memmem(at, (size_t)(end - at), w.p, w.n))) {
			n++;
			at += w.n;
		}
		p->said = n == 2 ? 1 : -1;
	}
	return p->said > 0;
}

/* Does a word stand in the text in small letters, as no name does?  What is a piece of
 * other words all over a text counts as one of its words. */
static bool
is_small(const struct finder *f, struct str w)
{
	size_t most = 4096;
	const char *at = f->d->text, *end = at + f->d->n, *low = f->d->low + (w.p - at);
	for (; (at = memmem(at, (size_t)(end - at), low, w.n)); at++)
		if (most-- == 0
		    || ((at == f->d->text || !is_letter(at[-1]))
			&& (at + w.n == end || !is_letter(at[w.n]))))
			return true;
	return false;
}

/* "Jane Miller", who speaks once and is not spoken of: two words and more that are no
 * words of the text. */
static bool
is_only_name(const struct finder *f, struct str name)
{
	size_t n = 0;
	if (ANY_WORD(name, heading_words))
		return false;
	for (struct str rest = name, w = word(&rest); w.n; w = word(&rest), n++)
		if (is_small(f, w))
			return false;
	return n > 1;
}

static bool
is_heading(const struct line *l)
{
	return !l->listed && (l->type == LINE_NAME || l->type == LINE_COLON);
}

/* A line that looks like a name is one when the name is known, or stands over other
 * lines too, or somebody says it. */
static bool
is_speaker(struct finder *f, const struct line *l, bool rare)
{
	struct person *p = person_of(f, l->name);
	if (!p)
		return false;
	bool certain = p->role != OBS_NOROLE || p->count >= 2;
	/* Two layouts in one document: the rare one is prose with a colon. */
	if (p->role == OBS_OPERATOR)
		return true;
	if (l->type == LINE_COLON)
		return !rare
		       && (is_title(l->title) || certain || is_said(f, p)
			   || is_only_name(f, l->name));
	return l->title.n || certain || is_said(f, p);
}

static void
confirm(struct finder *f)
{
	size_t colons = 0, names = 0;
	for (size_t i = 0; i < f->n_lines && !f->failed; i++) {
		struct line *l = &f->lines[i];
		struct person *p = is_heading(l) ? person_of(f, l->name) : NULL;
		if (!p)
			continue;
		p->count++;
		if (p->title.n == 0)
			p->title = l->title;
		if (p->role == OBS_NOROLE)
			p->role = l->marked;
		*(l->type == LINE_COLON ? &colons : &names) += 1;
	}
	for (size_t i = 0; i < f->n_lines; i++)
		if (is_heading(&f->lines[i])
		    && !is_speaker(f, &f->lines[i], names > 3 * colons))
			f->lines[i].type = LINE_TEXT;
}

static bool
role_by_title(struct finder *f, struct person *p)
{
	if (p->title.n == 0)
		return false;
	if (ANY_WORD(p->title, firm_words)) {
		p->role = OBS_ANALYST;
		if (!any_word(p->title, (const char *const[]){"analyst"}, 1)
		    && any_word(
			p->title, (const char *const[]){"chief", "relations"}, 2))
			p->role = OBS_COMPANY;
	} else if (ANY_WORD(p->title, company_titles)) {
		p->role = OBS_COMPANY;
	}
	struct str rest = f->company;
	struct str first = word(&rest);
	if (first.n > 2 && p->title.n >= first.n
	    && memmem(p->title.p, p->title.n, first.p, first.n))
		p->role = OBS_COMPANY;
	return p->role != OBS_NOROLE;
}

/* "Name - Firm" without a list: the firm of most turns is the host's. */
static void
role_by_firm(struct finder *f)
{
	size_t best = 0, most = 0;
	for (size_t i = 0; i < f->n_people; i++) {
		size_t turns = 0, people = 0;
		for (size_t k = 0; k < f->n_people && f->people[i].title.n; k++)
			if (str_eq(f->people[i].title, f->people[k].title)) {
				turns += f->people[k].count;
				people++;
			}
		if (people >= 2 && turns > most) {
			most = turns;
			best = i;
		}
	}
	for (size_t i = 0; i < f->n_people; i++) {
		struct person *p = &f->people[i];
		if (p->role != OBS_NOROLE || p->title.n == 0)
			continue;
		bool host = most && str_eq(p->title, f->people[best].title);
		if (host)
			p->role = OBS_COMPANY;
		else if (!role_by_title(f, p) && most)
			p->role = OBS_ANALYST;
	}
}

/* Is one of the phrases in clean bytes [from, to), in lower case? */
static bool
says(const struct document *d, size_t from, size_t to, const char *const *phrases,
    size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (memmem(d->low + from, to - from, phrases[i], strlen(phrases[i])))
			return true;
	return false;
}
#define SAYS(d, from, to, list)                                                        \
	says((d), (from), (to), (list), sizeof(list) / sizeof *(list))

/* The part of a last name by which it is found: of "Gray-Lee" the second, since the first
 * may be said without the hyphen; of "ODea", said "O'Dea", what follows the O. */
static struct str
told_by(struct str name)
{
	enum { LEAST = 3 };
	for (size_t i = name.n; i-- > 0 && name.n > LEAST;)
		if (name.p[i] == '-' && i + LEAST < name.n)
			return str_sub(name, i + 1, name.n);
	bool irish = name.n > 2 && name.p[0] == 'O' && is_upper(name.p[1])
		     && !is_upper(name.p[2]);
	return irish ? str_sub(name, 1, name.n) : name;
}

/* Where the name, which is text of d, is said last in clean bytes [from, to); to when it
 * is not.  "LEE" is said "Lee", and some texts have no capitals. */
static size_t
named_at(const struct document *d, size_t from, size_t to, struct str name)
{
	name = told_by(name);
	bool low = one_case(name, false)
		   || one_case((struct str){d->text + from, to - from}, true);
	const char *text = low ? d->low : d->text, *p;
	size_t at = to;
	if (low && name.n) /* the same letters beside the text */
		name.p = d->low + (name.p - d->text);
	for (size_t i = from; name.n && (p = memmem(text + i, to - i, name.p, name.n));
	     i += name.n) {
		i = (size_t)(p - text);
		bool part = (i > from && is_letter(text[i - 1]))
			    || (i + name.n < to && is_letter(text[i + name.n]));
		if (!low || !part)
			at = i;
	}
	return at;
}

static bool
names(const struct document *d, size_t from, size_t to, struct str name)
{
	return named_at(d, from, to, name) < to;
}

/* How much of a turn's end is read for an announcement, in bytes. */
enum { TAIL = 500, SHORT_TAIL = 200 };

static size_t
tail_of(const struct turn *t, size_t n)
{
	return t->end - t->start > n ? t->end - n : t->start;
}

/* Did one of the two turns before announce this speaker's question? */
static bool
announced(const struct finder *f, const struct turns *ts, size_t i, struct str name)
{
	static const char *const asks[] = {
	    "question", "line of", "go ahead", "next up", "from ", "analyst"};
	for (size_t k = 1; k <= 2 && k <= i; k++) {
		const struct turn *t = &ts->v[i - k];
		size_t from = tail_of(t, TAIL);
		if (t->role == OBS_ANALYST || t->end == t->start)
			continue;
		if (SAYS(f->d, from, t->end, asks) && names(f->d, from, t->end, name))
			return true;
	}
	return false;
}

/* Does turn i, before any questions, announce one?  An operator who does not hand the
 * call over needs only to say the name. */
static bool
opens(const struct finder *f, const struct turn *t, struct str name)
{
	static const char *const hands_over[] = {"turn the", "turn it", "hand the",
	    "hand it", "hand over", "your host", "introduce", "speaker today",
	    "i give the", "over to"};
	static const char *const asks[] = {"question", "line of", "analyst"};
	enum { BEFORE = 60 };
	bool host = t->role == OBS_OPERATOR;
	size_t from = tail_of(t, host ? TAIL : SHORT_TAIL),
	       at = named_at(f->d, from, t->end, name);
	if (t->end == t->start || at == t->end)
		return false;
	if (host)
		return !SAYS(f->d, from, t->end, hands_over);
	/* "Before your questions I turn it over to Ann Lee" opens nothing, nor does "with
	 * me are Ann Lee and others for your questions". */
	size_t near = at - from > BEFORE ? at - BEFORE : from;
	return SAYS(f->d, from, at, asks)
	       && !(at > near && SAYS(f->d, near, at, hands_over));
}

/* Does the line of clean byte `at` list analysts: "Analysts: Ann Lee, Bob Ray"? */
static bool
among_analysts(const struct document *d, size_t at)
{
	size_t from = at;
	while (from > 0 && d->text[from - 1] != '\n')
		from--;
	return SAYS(d, from, at, ((const char *const[]){"analysts:", "analysts -"}));
}

/* Is the name said where the call begins, among those who are there? */
static bool
introduced(const struct finder *f, const struct turns *ts, size_t i, struct str name)
{
	enum { FIRST = 3 }; /* a title, the operator, the host */
	for (size_t k = 0; k < FIRST && k < i; k++) {
		const struct turn *t = &ts->v[k];
		bool host_opens = k + 1 == i && t->role == OBS_COMPANY;
		size_t at = named_at(f->d, t->start, t->end, name);
		if (!host_opens && at < t->end && !among_analysts(f->d, at))
			return true;
	}
	return false;
}

/* Does turn i, behind the operator's call for a question, say for whom it is asked:
 * "this is Ann Lee on for Carl"? */
static bool
stands_in(const struct finder *f, const struct turns *ts, size_t i)
{
	enum { OPENING = 250 };
	static const char *const phrases[] = {" on for ", " in for ", "filling in",
	    "sitting in", "on behalf of", "taking my question", "taking the question",
	    "taking our question"};
	static const char *const asks[] = {"question", "line of", "go ahead", "next"};
	const struct turn *t = &ts->v[i];
	if (i == 0 || t[-1].role != OBS_OPERATOR
	    || !SAYS(f->d, t[-1].start, t[-1].end, asks))
		return false;
	size_t to = t->end - t->start > OPENING ? t->start + OPENING : t->end;
	return to > t->start && SAYS(f->d, t->start, to, phrases);
}

/* The role of a speaker of whom the document says nothing. */
static enum obs_role
role_of_turn(const struct finder *f, struct turns *ts, size_t i, bool *questions)
{
	struct turn *t = &ts->v[i];
	struct str name = last_word(t->speaker);
	if (t->section == OBS_QA) {
		bool called =
		    announced(f, ts, i, name) || stands_in(f, ts, i)
		    || (i > 0 && t[-1].role == OBS_OPERATOR && opens(f, t - 1, name));
		return called ? OBS_ANALYST : OBS_COMPANY;
	}
	if (i == 0 || !opens(f, t - 1, name) || introduced(f, ts, i, name))
		return OBS_COMPANY;
	/* The first who is announced to ask opens the questions. */
	*questions = true;
	t[-1].section = t->section = OBS_QA;
	return OBS_ANALYST;
}

/* "Mr. Lee" is who was called Ann or Bob Lee before, if there is one such. */
static enum obs_role
role_of_namesake(const struct finder *f, const struct person *p)
{
	static const char *const honorifics[] = {
	    "mr", "mr.", "mrs", "mrs.", "ms", "ms.", "dr", "dr."};
	struct str rest = p->name, name = last_word(p->name);
	enum obs_role role = OBS_NOROLE;
	if (!AMONG(word(&rest), honorifics))
		return OBS_NOROLE;
	for (size_t i = 0; i < f->n_people; i++) {
		const struct person *o = &f->people[i];
		if (o == p || o->role == OBS_NOROLE
		    || !str_eq_nocase(last_word(o->name), name))
			continue;
		if (role != OBS_NOROLE && role != o->role)
			return OBS_NOROLE;
		role = o->role;
	}
	return role;
}

static void
role_by_turns(struct finder *f, struct turns *ts)
{
	static const char *const asks[] = {"first question", "comes from", "line of",
	    "question is from", "your line is", "line is open", "line is now open"};
	bool questions = false;
	for (size_t i = 0; i < ts->n; i++) {
		struct turn *t = &ts->v[i];
		struct person *p = t->speaker.n ? person_of(f, t->speaker) : NULL;
		if (f->failed)
			return;
		/* The operator's words open the questions where no heading does. */
		if (p && p->role == OBS_OPERATOR && i > 0
		    && SAYS(f->d, t->start, t->end, ((const char *const[]){"question"}))
		    && SAYS(f->d, t->start, t->end, asks))
			questions = true;
		if (questions)
			t->section = OBS_QA;
		if (p && p->role == OBS_NOROLE)
			p->role = role_of_namesake(f, p);
		if (p && p->role == OBS_NOROLE)
			p->role = role_of_turn(f, ts, i, &questions);
		t->role = p ? p->role : OBS_COMPANY;
	}
}

/* Does a line end a sentence, so that the break after it is a paragraph's? */
static bool
ends_sentence(const struct finder *f, const struct line *l)
{
	size_t end = l->end;
	while (end > l->start && strchr("\"')]", f->d->text[end - 1]))
		end--;
	return end == l->start || strchr(".?!:;", f->d->text[end - 1])
	       || (end - l->start > 1 && f->d->text[end - 1] == '-'
		   && f->d->text[end - 2] == '-');
}

static void
blank(struct document *d, size_t from, size_t to)
{
	memset(d->text + from, ' ', to - from);
	memset(d->low + from, ' ', to - from);
}

/* Wrapped lines of [from, to) become one; only a break after a sentence stays. */
static void
join(struct finder *f, size_t from, size_t to)
{
	const struct line *last = NULL;
	for (size_t i = from; i < to; i++) {
		const struct line *l = &f->lines[i];
		if (l->type == LINE_PAGE) {
			blank(f->d, l->start, l->end);
			continue;
		}
		if (l->type == LINE_BLANK)
			continue;
		if (last) {
			blank(f->d, last->end, l->start);
			if (ends_sentence(f, last))
				f->d->text[last->end] = f->d->low[last->end] = '\n';
		}
		last = l;
	}
}

static struct turn *
add(struct finder *f, struct turns *ts, size_t *cap)
{
	struct turn *grown = arena_grow(f->a, ts->v, ts->n, cap, sizeof *grown);
	if (!grown) {
		f->failed = true;
		return NULL;
	}
	ts->v = grown;
	ts->v[ts->n] = (struct turn){.role = OBS_COMPANY};
	return &ts->v[ts->n++];
}

/* Where the words of heading l begin; its colon stands in the line. */
static size_t
behind_colon(const struct finder *f, const struct line *l)
{
	const char *at = memchr(f->d->text + l->start, ':', l->end - l->start);
	size_t i = at ? (size_t)(at - f->d->text) + 1 : l->start;
	while (i < l->end && strchr("*_", f->d->text[i])) /* "**Ann Lee:** ..." */
		i++;
	return i;
}

/* The end of the text that begins at line i. */
static size_t
text_end(const struct finder *f, size_t i)
{
	while (i < f->n_lines
	       && (f->lines[i].type == LINE_TEXT || f->lines[i].type == LINE_BLANK
		   || f->lines[i].type == LINE_PAGE))
		i++;
	return i;
}

/* The text lines between headings. */
static void
cut(struct finder *f, struct turns *ts)
{
	enum obs_section section = OBS_PREPARED;
	struct str name = {NULL, 0};
	size_t cap = 0, next;
	for (size_t i = 0; i < f->n_lines && !f->failed; i = next) {
		const struct line *l = &f->lines[i];
		next = i + 1;
		if (l->type == LINE_QA || l->type == LINE_PREPARED)
			section = l->type == LINE_QA ? OBS_QA : OBS_PREPARED;
		if (l->listed || (l->type != LINE_TEXT && !is_heading(l)))
			continue;
		size_t from = i, start = l->start;
		if (l->type == LINE_COLON)
			start = behind_colon(f, l);
		else if (l->type == LINE_NAME && ++from < f->n_lines)
			start = f->lines[from].start;
		if (is_heading(l)) {
			name = l->name;
			if (l->marked != OBS_NOROLE)
				section = OBS_QA;
		}
		next = text_end(f, i + is_heading(l));
		/* A rule, a title. */
		while (from > i && from < next && f->lines[from].type == LINE_BLANK
		       && f->lines[from].end > f->lines[from].start)
			start = ++from < next ? f->lines[from].start : start;
		size_t to = next;
		while (to > from && f->lines[to - 1].type == LINE_BLANK)
			to--;
		if (to <= from)
			continue;
		struct turn *t = add(f, ts, &cap);
		if (!t)
			return;
		*t = (struct turn){
		    start, f->lines[to - 1].end, name, OBS_COMPANY, section};
		join(f, from, to);
	}
}

/* Where the sentence that begins at i ends. */
static size_t
sentence_end(const struct document *d, size_t i, size_t end)
{
	for (; i < end; i++)
		if (strchr(".?!", d->text[i])
		    && (i + 1 >= end || str_isspace(d->text[i + 1])))
			return i + 1;
	return end;
}

/* Who is heard where nobody is named. */
struct ear {
	enum { HEAR_COMPANY, HEAR_INTRODUCED, HEAR_ASKING } state;
	enum obs_section section;
	size_t asked; /* question marks since the announcement */
};

/* The role of the sentence [from, to), and what it makes us expect. */
static enum obs_role
hear(struct ear *h, const struct document *d, size_t from, size_t to)
{
	static const char *const announce[] = {
	    "question comes from",
	    "question is from",
	    "question today comes from",
	    "comes from the line of",
	    "question will come from",
	    "question from the line of",
	    "next question is coming from",
	    "go to the line of",
	};
	static const char *const begin[] = {
	    "my question",
	    "taking the question",
	    "taking my question",
	    "first question",
	    "follow-up",
	    "follow up",
	    "question for you",
	    "i wanted to ask",
	};
	static const char *const go_on[] = {
	    "i was wondering",
	    "just wondering",
	    "curious",
	    "could you",
	    "can you",
	    "do you",
	    "would you",
	    "wanted to",
	    "congrat",
	    "for taking",
	};
	bool question = d->text[to - 1] == '?', begins = SAYS(d, from, to, begin);
	if (SAYS(d, from, to, announce)) {
		*h = (struct ear){.state = HEAR_INTRODUCED, .section = OBS_QA};
		return OBS_OPERATOR;
	}
	if (h->state == HEAR_COMPANY && (h->section != OBS_QA || !begins))
		return OBS_COMPANY;
	if (h->state == HEAR_COMPANY)
		h->asked = 0;
	/* After a question mark the next plain sentence is the answer. */
	bool more = h->state != HEAR_ASKING || h->asked == 0 || question || begins
		    || SAYS(d, from, to, go_on);
	h->state = more ? HEAR_ASKING : HEAR_COMPANY;
	h->asked += question;
	return more ? OBS_ANALYST : OBS_COMPANY;
}

/* Where nobody is named: an announced question is the analyst's up to the last
 * question mark that soon follows; the rest is the company's. */
static void
cut_unnamed(struct finder *f, struct turns *ts)
{
	const struct turn all = ts->v[0];
	struct turns out = {NULL, 0};
	struct ear h = {.section = OBS_PREPARED};
	size_t cap = 0;
	for (size_t i = all.start, j; i < all.end && !f->failed; i = j) {
		j = sentence_end(f->d, i, all.end);
		enum obs_role role = hear(&h, f->d, i, j);
		if (out.n && out.v[out.n - 1].role == role) {
			out.v[out.n - 1].end = j;
			continue;
		}
		struct turn *t = add(f, &out, &cap);
		if (t)
			*t = (struct turn){i, j, {NULL, 0}, role, h.section};
	}
	*ts = out;
}

int
turns_find(struct document *d, struct str company, struct arena *a, struct turns *out,
    struct err *e)
{
	struct finder f = {.d = d, .a = a, .company = company};
	*out = (struct turns){NULL, 0};
	read_lines(&f);
	if (!f.failed) {
		read_titles(&f);
		read_lists(&f);
	}
	if (!f.failed)
		confirm(&f);
	if (!f.failed)
		role_by_firm(&f);
	if (!f.failed)
		cut(&f, out);
	if (!f.failed && out->n == 1 && out->v[0].speaker.n == 0)
		cut_unnamed(&f, out);
	else if (!f.failed)
		role_by_turns(&f, out);
	return f.failed ? err_nomem(e) : 0;
}
