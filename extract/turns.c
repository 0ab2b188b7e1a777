/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "extract/turns.h"

#include <stdlib.h>

enum line_type { LINE_TEXT, LINE_BLANK, LINE_PAGE, LINE_LIST, LINE_QA, LINE_PREPARED, LINE_NAME, LINE_COLON };

struct line {
	size_t start, end;    /* trimmed; clean text */
	enum line_type type;
	struct str name, title; /* of LINE_NAME, LINE_COLON and the lines of a list */
	enum obs_role list;   /* of LINE_LIST: whose list; of a line in it, too */
	bool listed;
	bool after_page;
};

/* A person as the document writes the name, and what is known of the role. */
struct person {
	struct str name, title;
	enum obs_role role;
	size_t count;
};

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
	{"executive", OBS_COMPANY}, {"unidentified speaker", OBS_NOROLE},
	{"unknown speaker", OBS_NOROLE}, {"unverified participant", OBS_NOROLE},
};
static const char *const particles[] = {
	"de", "del", "della", "der", "den", "van", "von", "la", "le", "di", "da", "dos", "bin",
	"al", "el", "ter", "y", "e", "jr", "jr.", "sr", "sr.",
};
/* Words of a title that only the company's own people bear on its call. */
static const char *const company_titles[] = {
	"chief", "officer", "ceo", "cfo", "coo", "cto", "president", "chairman", "chairwoman",
	"chair", "treasurer", "counsel", "founder", "controller", "relations", "ir", "vp", "svp", "evp",
	"head", "manager", "engineer", "engineering", "executive", "secretary", "vice",
};
static const char *const firm_words[] = {
	"analyst", "securities", "capital", "research", "bank", "markets", "partners", "llc",
	"llp", "broker", "investments", "advisors", "brothers",
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

/* Does any word of s (letters only) stand in the list? */
static bool
any_word(struct str s, const char *const *list, size_t n)
{
	size_t i = 0;
	while (i < s.n) {
		size_t j = i;
		while (j < s.n && str_lower(s.p[j]) >= 'a' && str_lower(s.p[j]) <= 'z')
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
		bool initial = w.n <= 4 && w.n >= 2 && w.p[w.n - 1] == '.';
		if (AMONG(w, particles))
			continue;
		if (!is_upper(w.p[0]) && !(w.p[0] == '(' || w.p[0] == '"'))
			return false;
		for (size_t i = 1; i < w.n; i++) {
			char c = w.p[i];
			bool letter = (str_lower(c) >= 'a' && str_lower(c) <= 'z')
			    || (unsigned char)c >= 0x80;
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

/* Split "Name -- Title", "Name - Title", "Name" ; false when it is no name. */
static bool
split_name(struct str s, struct str *name, struct str *title)
{
	size_t i = 0;
	while (i + 1 < s.n && !(s.p[i] == ' ' && s.p[i + 1] == '-'))
		i++;
	*name = i + 1 < s.n ? str_trim(str_sub(s, 0, i)) : s;
	*title = (struct str){NULL, 0};
	if (i + 1 < s.n) {
		while (i < s.n && (s.p[i] == ' ' || s.p[i] == '-'))
			i++;
		*title = str_sub(s, i, s.n);
	}
	bool called;
	(void)calling(*name, &called);
	if (called)
		return true;
	/* A title is a phrase, not a sentence. */
	if (title->n > 140 || (title->n && strchr("?!", title->p[title->n - 1])))
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
	struct str s = text_of(f, l->start, l->end), name, title;
	if (s.n == 0) {
		l->type = LINE_BLANK;
		return;
	}
	if (is_page_line(s, beside_break)) {
		l->type = LINE_PAGE;
		return;
	}
	if (mark(l, s))
		return;
	if (s.n < 190 && split_name(s, &name, &title)) {
		l->type = LINE_NAME;
		l->name = name;
		l->title = title;
		return;
	}
	const char *colon = memchr(s.p, ':', s.n < 60 ? s.n : 60);
	if (!colon)
		return;
	struct str head = str_sub(s, 0, (size_t)(colon - s.p));
	if (!split_name(head, &name, &title))
		return;
	bool alone = (size_t)(colon - s.p) + 1 == s.n; /* "Name:" above the text */
	l->type = alone ? LINE_NAME : LINE_COLON;
	l->name = name;
	l->title = title;
}

static void
read_lines(struct finder *f)
{
	size_t n = 1;
	for (size_t i = 0; i < f->d->n; i++)
		n += f->d->text[i] == '\n';
	f->lines = ARENA_NEW(f->a, n, struct line);
	if (!f->lines) {
		f->failed = true;
		return;
	}
	size_t from = 0;
	bool broke = false;
	for (size_t i = 0; i <= f->d->n; i++) {
		if (i < f->d->n && f->d->text[i] != '\n')
			continue;
		struct line *l = &f->lines[f->n_lines++];
		struct str s = str_trim(text_of(f, from, i));
		l->start = s.n ? (size_t)(s.p - f->d->text) : from;
		l->end = l->start + s.n;
		size_t raw = 0, raw_end = 0;
		if (from > 0)
			document_map(f->d, from - 1, from, &raw, &raw_end);
		broke = from > 0 && f->d->raw.p[raw] == '\f';
		classify(f, l, broke);
		l->after_page = broke;
		from = i + 1;
	}
}

static struct person *
person_of(struct finder *f, struct str name)
{
	for (size_t i = 0; i < f->n_people; i++)
		if (str_eq_nocase(f->people[i].name, name))
			return &f->people[i];
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
		bool is_operator = l->type == LINE_NAME && str_eq_nocase(l->name, STR("operator"));
		bool text_below = k < f->n_lines && f->lines[k].type == LINE_TEXT
		    && f->lines[k].end - f->lines[k].start > 90;
		if (l->type != LINE_NAME || is_operator || text_below) {
			in_list = false;
			continue;
		}
		l->listed = true;
		struct person *p = person_of(f, l->name);
		if (!p)
			return;
		p->title = l->title;
		if (role != OBS_NOROLE)
			p->role = role;
	}
}

static size_t
occurrences(const struct finder *f, struct str w)
{
	size_t n = 0;
	const char *p = f->d->text, *end = p + f->d->n;
	while (w.n && (p = memmem(p, (size_t)(end - p), w.p, w.n))) {
		n++;
		p += w.n;
	}
	return n;
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

/* A bare line that looks like a name is one when somebody else says it too. */
static void
confirm(struct finder *f)
{
	size_t colons = 0, names = 0;
	for (size_t i = 0; i < f->n_lines; i++) {
		struct line *l = &f->lines[i];
		if (l->listed || (l->type != LINE_NAME && l->type != LINE_COLON))
			continue;
		struct person *p = person_of(f, l->name);
		if (!p)
			return;
		p->count++;
		if (p->title.n == 0)
			p->title = l->title;
		*(l->type == LINE_COLON ? &colons : &names) += 1;
	}
	for (size_t i = 0; i < f->n_lines; i++) {
		struct line *l = &f->lines[i];
		if (l->listed || (l->type != LINE_NAME && l->type != LINE_COLON))
			continue;
		const struct person *p = person_of(f, l->name);
		bool known = p->role != OBS_NOROLE || p->count >= 2;
		bool mentioned = known || occurrences(f, last_word(l->name)) >= 2;
		/* Two layouts in one document: the rare one is prose with a colon. */
		if (l->type == LINE_COLON && (names > 3 * colons || !mentioned))
			l->type = LINE_TEXT;
		else if (l->type == LINE_NAME && l->title.n == 0 && !mentioned)
			l->type = LINE_TEXT;
	}
}

static bool
role_by_title(struct finder *f, struct person *p)
{
	if (p->title.n == 0)
		return false;
	if (ANY_WORD(p->title, firm_words)) {
		p->role = OBS_ANALYST;
		if (!any_word(p->title, (const char *const[]){"analyst"}, 1)
		    && any_word(p->title, (const char *const[]){"chief", "relations"}, 2))
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
		if (!role_by_title(f, p) && most)
			p->role = str_eq(p->title, f->people[best].title) ? OBS_COMPANY : OBS_ANALYST;
		else if (most && str_eq(p->title, f->people[best].title))
			p->role = OBS_COMPANY;
	}
}

static bool
holds(const struct document *d, const struct turn *t, const char *low)
{
	return memmem(d->low + t->start, t->end - t->start, low, strlen(low)) != NULL;
}

/* Did one of the two turns before announce this speaker's question? */
static bool
announced(const struct finder *f, const struct turns *ts, size_t i, struct str name)
{
	struct str last = last_word(name);
	for (size_t k = 1; k <= 2 && k <= i; k++) {
		const struct turn *t = &ts->v[i - k];
		if (t->role == OBS_ANALYST || t->end == t->start)
			continue;
		size_t from = t->end - t->start > 500 ? t->end - 500 : t->start;
		const struct turn tail = {.start = from, .end = t->end};
		bool question = holds(f->d, &tail, "question") || holds(f->d, &tail, "line of")
		    || holds(f->d, &tail, "go ahead") || holds(f->d, &tail, "next up")
		    || holds(f->d, &tail, "from ");
		if (question && memmem(f->d->text + from, t->end - from, last.p, last.n))
			return true;
	}
	return false;
}

static void
role_by_turns(struct finder *f, struct turns *ts)
{
	bool questions = false;
	for (size_t i = 0; i < ts->n; i++) {
		struct turn *t = &ts->v[i];
		struct person *p = t->speaker.n ? person_of(f, t->speaker) : NULL;
		if (f->failed)
			return;
		/* The operator's words open the questions where no heading does. */
		bool host = p && p->role == OBS_OPERATOR;
		if (host && i > 0 && t->section != OBS_QA && holds(f->d, t, "question")
		    && (holds(f->d, t, "first question") || holds(f->d, t, "comes from")
		        || holds(f->d, t, "line of") || holds(f->d, t, "question is from")))
			questions = true;
		if (questions)
			t->section = OBS_QA;
		if (p && p->role == OBS_NOROLE)
			p->role = t->section == OBS_QA && announced(f, ts, i, t->speaker)
			    ? OBS_ANALYST
			    : OBS_COMPANY;
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
	    || (end - l->start > 1 && f->d->text[end - 1] == '-' && f->d->text[end - 2] == '-');
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

/* The text lines between headings. */
static void
cut(struct finder *f, struct turns *ts)
{
	enum obs_section section = OBS_PREPARED;
	struct str name = {NULL, 0};
	size_t cap = 0;
	for (size_t i = 0; i < f->n_lines && !f->failed;) {
		const struct line *l = &f->lines[i];
		if (l->type == LINE_QA || l->type == LINE_PREPARED) {
			section = l->type == LINE_QA ? OBS_QA : OBS_PREPARED;
			i++;
			continue;
		}
		if (l->listed || l->type == LINE_LIST || l->type == LINE_BLANK || l->type == LINE_PAGE) {
			i++;
			continue;
		}
		size_t from = i, start = l->start;
		if (l->type == LINE_NAME || l->type == LINE_COLON) {
			name = l->name;
			if (l->type == LINE_COLON)
				start = (size_t)((const char *)memchr(f->d->text + l->start, ':',
				    l->end - l->start) - f->d->text) + 1;
			else if (++from < f->n_lines)
				start = f->lines[from].start;
			i++;
		}
		while (i < f->n_lines
		    && (f->lines[i].type == LINE_TEXT || f->lines[i].type == LINE_BLANK
		        || f->lines[i].type == LINE_PAGE))
			i++;
		size_t to = i;
		while (to > from && f->lines[to - 1].type == LINE_BLANK)
			to--;
		if (to <= from)
			continue;
		struct turn *t = add(f, ts, &cap);
		if (!t)
			return;
		*t = (struct turn){start, f->lines[to - 1].end, name, OBS_COMPANY, section};
		join(f, from, to);
	}
}

static bool
speaks(const char *low, size_t n, const char *const *phrases, size_t k)
{
	for (size_t i = 0; i < k; i++)
		if (memmem(low, n, phrases[i], strlen(phrases[i])))
			return true;
	return false;
}

/* Where nobody is named: an announced question is the analyst's up to the last
 * question mark that soon follows; the rest is the company's. */
static void
cut_unnamed(struct finder *f, struct turns *ts)
{
	static const char *const announce[] = {
	    "question comes from", "question is from", "question today comes from",
	    "comes from the line of", "question will come from", "question from the line of",
	    "next question is coming from", "go to the line of",
	};
	static const char *const ask[] = {
	    "my question", "taking the question", "taking my question", "first question",
	    "follow-up", "follow up", "question for you", "i wanted to ask", "i was wondering",
	    "just wondering", "curious", "could you", "can you", "do you", "would you",
	    "wanted to", "congrat", "for taking",
	};
	const struct turn all = ts->v[0];
	struct turns out = {NULL, 0};
	size_t cap = 0, i = all.start;
	enum { COMPANY, INTRODUCED, ASKING } state = COMPANY;
	enum obs_section section = OBS_PREPARED;
	size_t asked = 0;
	while (i < all.end && !f->failed) {
		size_t j = i;
		while (j < all.end && !(strchr(".?!", f->d->text[j]) && (j + 1 >= all.end || str_isspace(f->d->text[j + 1]))))
			j++;
		j = j < all.end ? j + 1 : j;
		const char *low = f->d->low + i;
		bool question = f->d->text[j - 1] == '?';
		enum obs_role role = OBS_COMPANY;
		if (speaks(low, j - i, announce, sizeof announce / sizeof *announce)) {
			state = INTRODUCED;
			section = OBS_QA;
			role = OBS_OPERATOR;
			asked = 0;
		} else if (state == INTRODUCED) {
			state = ASKING;
			role = OBS_ANALYST;
			asked += question;
		} else if (state == ASKING) {
			/* After a question mark the next plain sentence is the answer. */
			bool more = asked == 0 || question
			    || speaks(low, j - i, ask, sizeof ask / sizeof *ask);
			role = more ? OBS_ANALYST : OBS_COMPANY;
			state = more ? ASKING : COMPANY;
			asked += question;
		} else if (section == OBS_QA
		    && speaks(low, j - i, ask, 8)) {
			state = ASKING;
			role = OBS_ANALYST;
			asked = question;
		}
		if (out.n && out.v[out.n - 1].role == role) {
			out.v[out.n - 1].end = j;
		} else {
			struct turn *t = add(f, &out, &cap);
			if (t)
				*t = (struct turn){i, j, {NULL, 0}, role, section};
		}
		i = j;
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
	if (!f.failed)
		read_lists(&f);
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
