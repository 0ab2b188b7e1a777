'use strict';
(function () {
	const $ = (id) => document.getElementById(id);
	const root = document.documentElement;

	/* ---- what was said: read when it is first asked for ---- */

	let data = null;
	function read() {
		if (!data)
			data = JSON.parse($('data').textContent);
		return data;
	}
	function statement(k) {
		const names = read().columns, row = data.statements[k], s = {};
		names.forEach((name, i) => { s[name] = row[i]; });
		return s;
	}
	function add(to, name, text, cls) {
		const el = document.createElement(name);
		if (text !== undefined)
			el.textContent = text;
		if (cls)
			el.className = cls;
		to.appendChild(el);
		return el;
	}

	/* The sentence, with the value in it marked. */
	function quote(to, s) {
		const q = add(to, 'blockquote');
		q.dir = 'auto';
		const at = s.text ? s.quote.indexOf(s.text) : -1;
		if (at < 0) {
			q.textContent = s.quote;
			return;
		}
		q.append(s.quote.slice(0, at));
		add(q, 'mark', s.text);
		q.append(s.quote.slice(at + s.text.length));
	}
	const percent = (c) => Math.round(c * 100) + '%';
	function facts(to, s) {
		const dl = add(to, 'dl');
		const said = [s.speaker, s.role].filter(Boolean).join(', ');
		[['Speaker', said], ['Said on', s.said], ['Call', s.doc],
			['Line', s.line && s.line + ' (bytes ' + s.start + ' to ' + s.end + ')'],
			['Section', { qa: 'questions and answers', prepared: 'prepared remarks' }[s.section]],
			['Source', s.source], ['As written', s.text], ['Precision', s.precision],
			['Confidence', s.confidence === null ? '' : percent(s.confidence)], ['Read by', s.rule],
			['Note', s.note]]
			.forEach(([name, value]) => {
				if (!value && value !== 0)
					return;
				add(dl, 'dt', name);
				add(dl, 'dd').appendChild(document.createElement('bdi')).textContent = value;
			});
	}

	const dialog = $('statement');
	let point = -1;
	function others(to, p) {
		if (p.statements.length < 2)
			return;
		add(to, 'h3', 'Also said of it');
		p.statements.slice(1).forEach((k, i) => {
			const s = statement(k);
			quote(to, s);
			const line = add(to, 'p', s.value + ', ' + [s.speaker, s.said, s.doc + ':' + s.line].filter(Boolean).join(', '), 'note');
			if (p.against[i + 1])
				add(line, 'span', ' contradicts', 'against');
		});
	}
	function show(what, title, stance, fill) {
		const body = $('statement-body');
		body.replaceChildren();
		dialog.className = stance;
		$('statement-what').textContent = what;
		$('statement-title').textContent = title;
		fill(body);
		if (!dialog.open)
			dialog.showModal();
		dialog.scrollTop = 0;
		$('statement-title').focus();
	}
	function turn(step) {
		const other = point + step, points = read().points;
		return point >= 0 && points[other] && points[other].subject === points[point].subject ? other : -1;
	}
	function openPoint(k) {
		const p = read().points[k], s = statement(p.statements[0]);
		point = k;
		show(p.title + ' · ' + p.stance, p.value + ', ' + p.period, p.stance, (body) => {
			quote(body, s);
			if (p.derived)
				add(body, 'p', p.derived, 'note');
			facts(body, s);
			others(body, p);
		});
		$('before').disabled = turn(-1) < 0;
		$('after').disabled = turn(1) < 0;
	}
	function openStatement(k) {
		const s = statement(k);
		point = -1;
		show(s.stance, s.value + ', ' + s.period, s.stance, (body) => {
			quote(body, s);
			facts(body, s);
		});
		$('before').disabled = $('after').disabled = true;
	}
	$('close').addEventListener('click', () => dialog.close());
	$('before').addEventListener('click', () => openPoint(turn(-1)));
	$('after').addEventListener('click', () => openPoint(turn(1)));
	dialog.addEventListener('click', (e) => { if (e.target === dialog) dialog.close(); });
	/* Where marks stand close a finger covers several: the nearest is meant. */
	function nearest(a, e) {
		const svg = a.ownerSVGElement;
		if (!svg || !e.detail)
			return a;
		const far = (m) => {
			const r = m.querySelector('.hit').getBoundingClientRect();
			return Math.hypot((r.left + r.right) / 2 - e.clientX, (r.top + r.bottom) / 2 - e.clientY);
		};
		return [...svg.querySelectorAll('a')].filter((m) => m.getClientRects().length)
			.reduce((best, m) => (far(m) < far(best) ? m : best), a);
	}
	document.addEventListener('click', (e) => {
		let a = e.target.closest('a[data-p], a[data-w]');
		if (!a)
			return;
		e.preventDefault();
		a = nearest(a, e);
		if (a.dataset.p)
			openPoint(Number(a.dataset.p));
		else
			openStatement(Number(a.dataset.w));
	});

	/* ---- the marks of a chart are one stop of the keyboard; arrows go along them ---- */

	document.querySelectorAll('figure svg').forEach((svg) => {
		svg.querySelectorAll('a').forEach((a, i) => a.setAttribute('tabindex', i ? '-1' : '0'));
	});
	document.addEventListener('keydown', (e) => {
		const a = e.target.closest && e.target.closest('figure svg a');
		const step = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity }[e.key];
		if (!a || !step)
			return;
		const all = [...a.ownerSVGElement.querySelectorAll('a')].filter((m) => m.getClientRects().length);
		const to = all[Math.max(0, Math.min(all.length - 1, all.indexOf(a) + step))];
		a.setAttribute('tabindex', '-1');
		to.setAttribute('tabindex', '0');
		to.focus();
		e.preventDefault();
	});

	/* ---- filter ---- */

	const bar = $('bar');
	const items = [...document.querySelectorAll('[data-metric]')].map((el) => ({
		el, company: el.dataset.company, metric: el.dataset.metric, segment: el.dataset.segment,
		stances: el.dataset.stances, words: (el.dataset.company + ' ' + el.dataset.title).toLowerCase(),
	}));
	const wanted = { stated: /actual|guidance/, actual: /actual/, guidance: /guidance/, hypothetical: /hypothetical/, all: /./ };
	function filter() {
		const stance = $('stance').value, words = $('find').value.trim().toLowerCase().split(/\s+/);
		const picked = ['company', 'metric', 'segment'].map((id) => [id, $(id)]).filter(([, s]) => s && s.selectedIndex > 0);
		let n = 0, of = 0;
		items.forEach((i) => {
			const fits = picked.every(([id, s]) => i[id] === s.value) && wanted[stance].test(i.stances)
				&& words.every((w) => i.words.includes(w));
			i.el.hidden = !fits;
			if (i.el.localName === 'tr') {
				of++;
				n += fits;
			}
		});
		root.dataset.show = stance;
		$('shown').textContent = n + ' of ' + of + ' series';
		$('none').hidden = n > 0;
	}
	bar.addEventListener('input', filter);
	bar.addEventListener('submit', (e) => e.preventDefault());
	bar.addEventListener('reset', () => setTimeout(filter));
	bar.hidden = false;
	filter();

	/* ---- sort ---- */

	const order = new Intl.Collator('en', { numeric: true }).compare;
	function key(row, k) {
		const cell = row.cells[k];
		return cell.dataset.s === undefined ? cell.textContent : cell.dataset.s;
	}
	function sort(th) {
		const up = th.getAttribute('aria-sort') === 'ascending', table = th.closest('table');
		const number = th.classList.contains('n') || th.dataset.number !== undefined, k = th.cellIndex, body = table.tBodies[0];
		const rows = [...body.rows].map((row) => [row, key(row, k)]);
		rows.sort(([, a], [, b]) => (up ? -1 : 1) * (number ? a - b : order(a, b)));
		table.querySelectorAll('th').forEach((other) => other.removeAttribute('aria-sort'));
		th.setAttribute('aria-sort', up ? 'descending' : 'ascending');
		body.append(...rows.map(([row]) => row));
		if (table.id === 'overview')
			$('charts').append(...rows.map(([row]) => $(row.dataset.to)).filter(Boolean));
	}
	document.querySelectorAll('table.sortable thead th:not([data-fixed])').forEach((th) => {
		const b = document.createElement('button');
		b.type = 'button';
		b.append(...th.childNodes);
		th.append(b);
		b.addEventListener('click', () => sort(th));
	});

	/* ---- paper shows all ---- */

	let closed = [];
	addEventListener('beforeprint', () => {
		closed = [...document.querySelectorAll('details:not([open])')];
		closed.forEach((d) => { d.open = true; });
	});
	addEventListener('afterprint', () => closed.forEach((d) => { d.open = false; }));
}());
