// SPDX-License-Identifier: GPL-3.0-or-later
// What a reader does with the page, in headless Chromium:  node report.mjs FOLDER
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

const folder = process.argv[2];
const path = (name) => `file://${folder}/${name}.html`;
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
let failed = 0, ran = 0;

// Opens a page; afterwards nothing may have been asked for, refused or complained of.
async function test(label, name, run, options = {}, expected = /^$/) {
	const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, ...options });
	const page = await context.newPage();
	const bad = [];
	page.on('console', (m) => { if (m.type() !== 'log' && !expected.test(m.text())) bad.push(`console: ${m.text()}`); });
	page.on('pageerror', (e) => bad.push(`error: ${e.message}`));
	page.on('request', (r) => { if (r.url() !== path(name)) bad.push(`request: ${r.url()}`); });
	ran++;
	try {
		await page.goto(path(name));
		await run(page);
		assert.deepEqual(bad, []);
	} catch (e) {
		failed++;
		console.log(`report: ${label}: ${e.message}`);
	}
	await context.close();
}
const shown = (page) => page.locator('#overview tbody tr:visible').count();
const articles = (page) => page.locator('article:visible').count();
const dialog = (page) => page.locator('dialog[open]');

await test('a mark opens the sentence behind it', 'few', async (page) => {
	const mark = page.locator('article figure svg.large a:has(.m.a)').first();
	assert.match(await mark.locator('title').textContent(), /^20%, actual, Q1 2015$/);
	await mark.click();
	const text = await dialog(page).innerText();
	for (const part of ['20%, Q1 2015', 'This sentence states the value', 'Pat Example', 'call00.txt', '75%', '30 Apr 2015'])
		assert.ok(text.includes(part), `${part} in: ${text}`);
	assert.equal(await dialog(page).locator('mark').first().textContent(), 'the value');
	await page.keyboard.press('Escape');
	assert.equal(await dialog(page).count(), 0);
});

await test('every mark of every chart opens its own value', 'few', async (page) => {
	const marks = page.locator('article figure svg.large a');
	const n = await marks.count();
	assert.ok(n >= 36, `${n} marks`);
	for (let i = 0; i < n; i++) {
		const [value] = (await marks.nth(i).locator('title').textContent()).split(', ');
		await marks.nth(i).dispatchEvent('click');
		assert.ok((await page.locator('#statement-title').textContent()).startsWith(value));
		await page.locator('#close').click();
	}
});

await test('what contradicts a value is told', 'few', async (page) => {
	await page.locator('article svg.large a:has(.ring)').first().click();
	assert.match(await dialog(page).innerText(), /9%.*contradicts/s);
});

await test('from value to value', 'few', async (page) => {
	await page.locator('article svg.large a:has(.m.a)').first().click();
	assert.ok(await page.locator('#before').isDisabled());
	await page.locator('#after').click();
	assert.match(await page.locator('#statement-title').textContent(), /^21%, Q2 2015/);
	await page.locator('#close').click();
	assert.equal(await dialog(page).count(), 0);
});

await test('by keyboard alone', 'few', async (page) => {
	await page.locator('article svg.large a').first().focus();
	await page.keyboard.press('ArrowRight');
	await page.keyboard.press('ArrowRight');
	const name = await page.evaluate(() => document.activeElement.querySelector('title').textContent);
	await page.keyboard.press('Enter');
	assert.ok(name.startsWith((await page.locator('#statement-title').textContent()).split(',')[0]));
	await page.keyboard.press('Escape');
	assert.equal(await page.evaluate(() => document.activeElement.querySelector('title').textContent), name, 'focus comes back');
	assert.equal(await page.locator('article svg.large').first().locator('a[tabindex="0"]').count(), 1, 'one stop for a chart');
});

await test('filters filter', 'few', async (page) => {
	assert.equal(await shown(page), 2);
	assert.equal(await articles(page), 2);
	await page.selectOption('#metric', { label: 'Revenue' });
	assert.equal(await articles(page), 1);
	assert.match(await page.locator('article:visible h2').innerText(), /revenue · Widgets/i);
	assert.match(await page.locator('#shown').innerText(), /^1 of 3 series/);
	await page.selectOption('#segment', { label: 'Whole company' });
	assert.equal(await articles(page), 0);
	assert.ok(await page.locator('#none').isVisible());
	await page.click('button[type=reset]');
	await page.waitForFunction(() => document.getElementById('none').hidden);
	assert.equal(await articles(page), 2);
	await page.fill('#find', 'widg');
	assert.equal(await articles(page), 1);
});

await test('stances are told apart', 'few', async (page) => {
	const marks = (c) => page.locator(`article svg.large .m.${c}:visible`).count();
	const [actual, guided] = [await marks('a'), await marks('g')];
	assert.equal(actual, 24);
	assert.equal(guided, 12);
	await page.selectOption('#stance', 'guidance');
	assert.equal(await marks('a'), 0);
	assert.equal(await marks('g'), 12);
	assert.equal(await articles(page), 1);
	await page.selectOption('#stance', 'actual');
	assert.equal(await marks('g'), 0);
	await page.locator('article:visible details').last().locator('summary').click();
	assert.equal(await page.locator('tr.h:visible').count(), 0);
	await page.selectOption('#stance', 'all');
	await page.locator('article:visible', { hasText: 'gross margin' }).locator('details').last().evaluate((d) => { d.open = true; });
	assert.equal(await page.locator('article tr.h:visible').count(), 1);
});

await test('tables sort, and the charts with the overview', 'few', async (page) => {
	const first = () => page.locator('#overview tbody tr').first().locator('th').innerText();
	const button = page.locator('#overview thead button', { hasText: 'Guidance' });
	await button.click();
	assert.match(await first(), /revenue/i);
	assert.match(await page.locator('article h2').first().innerText(), /revenue/i);
	assert.equal(await page.locator('#overview th[aria-sort=ascending]').count(), 1);
	await button.click();
	assert.match(await first(), /gross margin/i);
});

await test('guidance and what came', 'few', async (page) => {
	const track = page.locator('details.track').first();
	await track.locator('summary').click();
	assert.equal(await track.locator('tbody tr').count(), 12);
	await track.locator('a').first().click();
	assert.ok(await dialog(page).isVisible());
});

await test('without a script the page still has all of it', 'few', async (page) => {
	assert.ok(!(await page.locator('#bar').isVisible()));
	assert.ok((await page.content()).includes('This sentence states the value'));
	assert.ok(await page.locator('article svg.large').first().isVisible());
}, { javaScriptEnabled: false });

await test('on paper everything is open', 'few', async (page) => {
	await page.emulateMedia({ media: 'print' });
	await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
	assert.equal(await page.locator('details:not([open])').count(), 0);
	assert.ok(!(await page.locator('#bar').isVisible()));
	await page.evaluate(() => dispatchEvent(new Event('afterprint')));
	assert.equal(await page.locator('details[open]').count(), 0);
});

for (const colorScheme of ['light', 'dark'])
	await test(`contrast, ${colorScheme}`, 'few', async (page) => {
		const low = await page.evaluate(() => {
			const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
			const rgb = (c) => {
				canvas.fillStyle = c;
				canvas.fillRect(0, 0, 1, 1);
				return [...canvas.getImageData(0, 0, 1, 1).data];
			};
			const light = (c) => rgb(c).slice(0, 3).map((v) => v / 255)
				.map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
				.reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
			const paper = light(getComputedStyle(document.querySelector('.subject')).backgroundColor);
			return [...document.querySelectorAll('article *, header *, footer')].filter((el) => el.getClientRects().length
				&& [...el.childNodes].some((n) => n.nodeType === 3 && n.data.trim())).filter((el) => {
				const style = getComputedStyle(el), ink = light(el.closest('svg') ? style.fill : style.color);
				return (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05) < 4.5;
			}).filter((el) => el.localName !== 'title').map((el) => `${el.localName}.${el.className.baseVal ?? el.className}: ${el.textContent.slice(0, 30)}`);
		});
		assert.deepEqual(low, []);
	}, { colorScheme });

await test('on a phone nothing is cut', 'few', async (page) => {
	assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 375);
	assert.ok(await page.locator('article svg.narrow').first().isVisible());
	assert.ok(!(await page.locator('article svg.large').first().isVisible()));
	await page.locator('article svg.narrow a:has(.m.a)').first().tap();
	assert.ok(await dialog(page).isVisible());
}, { viewport: { width: 375, height: 800 }, isMobile: true, hasTouch: true });

await test('what was said and what was filed stand apart', 'filed', async (page) => {
	assert.equal(await articles(page), 2);
	const [said, filed] = [page.locator('article').nth(0), page.locator('article').nth(1)];
	assert.match(await filed.locator('h2').innerText(), /cash · filed/i);
	assert.match(await filed.innerText(), /square: filed/);
	assert.ok(!(await said.innerText()).includes('filed'));
	assert.equal(await said.locator('svg.large a circle.dot').count(), 40);
	assert.equal(await filed.locator('svg.large a circle.dot').count(), 0);
	assert.equal(await filed.locator('svg.large a path.dot').count(), 40);
	assert.match(await page.locator('.lead').innerText(), /in 40 calls and 40 filings/);
});

await test('a finger on many marks means the nearest', 'filed', async (page) => {
	const marks = page.locator('article').first().locator('svg.narrow a');
	assert.equal(await marks.count(), 40);
	for (const i of [0, 7, 20, 39]) {
		const mark = marks.nth(i), [value] = (await mark.locator('title').textContent()).split(', ');
		await mark.locator('.dot').evaluate((el) => el.scrollIntoView({ block: 'center', behavior: 'instant' }));
		const box = await mark.locator('.dot').boundingBox();
		await page.touchscreen.tap(box.x + box.width / 2, box.y + box.height / 2);
		await page.waitForSelector('dialog[open]');
		const said = await page.locator('#statement-title').textContent();
		assert.ok(said.startsWith(value), `${said} for mark ${i}, ${value}`);
		await page.locator('#close').click();
	}
}, { viewport: { width: 375, height: 800 }, isMobile: true, hasTouch: true });

await test('on a phone no choice is cut', 'few', async (page) => {
	const cut = await page.evaluate(() => [...document.querySelectorAll('.bar select')].filter((s) => {
		const canvas = document.createElement('canvas').getContext('2d');
		const style = getComputedStyle(s);
		canvas.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
		return canvas.measureText(s.selectedOptions[0].textContent).width + 40 > s.clientWidth;
	}).map((s) => s.id));
	assert.deepEqual(cut, []);
}, { viewport: { width: 375, height: 800 }, isMobile: true, hasTouch: true });

await test('hostile text stays text', 'hostile', async (page) => {
	const links = page.locator('a[data-p]:visible');
	const n = await links.count();
	const seen = new Set();
	assert.ok(n > 12, `${n} values`);
	for (let i = 0; i < n; i++) {
		await links.nth(i).dispatchEvent('click');
		seen.add(await dialog(page).locator('blockquote').first().textContent());
		assert.equal(await dialog(page).locator('script, img, svg, a').count(), 0);
		await page.locator('#close').click();
	}
	for (const text of ['<script>window.hacked=1</script>', '</script><script>window.hacked=1</script>',
		'<img src=x onerror=window.hacked=1>', '" onmouseover="window.hacked=1', "' onfocus='window.hacked=1' autofocus='",
		'</title></textarea></style></svg><svg onload=window.hacked=1>', '&lt;b&gt; &amp;amp; <!-- --> ]]> {{data}} {{script}}',
		'right to left \u202e gnirts \u200f end', 'line\u2028separator\u2029 and \u0001\u001b[31m control', 'not utf-8 \ufffd\ufffd\ufffd\ufffd end'])
		assert.ok(seen.has(text), `${JSON.stringify(text)} in ${JSON.stringify([...seen])}`);
	assert.equal(await page.evaluate(() => window.hacked), undefined);
	assert.equal(await page.locator('script').count(), 2);
	assert.equal(await page.locator('img, iframe, object, embed, link, base').count(), 0);
	assert.equal(await page.evaluate(() => [...document.querySelectorAll('*')].some((el) => [...el.attributes]
		.some((a) => a.name.startsWith('on') || a.name === 'style'))), false);
	await page.selectOption('#company', { index: 3 });
	assert.ok(await articles(page) >= 1);
});

await test('what is not the page\'s own does not run', 'few', async (page) => {
	const refused = await page.evaluate(() => new Promise((done) => {
		document.addEventListener('securitypolicyviolation', (e) => done(e.effectiveDirective));
		const s = document.createElement('script');
		s.textContent = 'window.hacked = 1';
		document.body.append(s);
	}));
	assert.match(refused, /^script-src/);
	assert.equal(await page.evaluate(() => window.hacked), undefined);
}, {}, /Content Security Policy/);

// How long it took is said, and no test: the machine may be busy (2 s are meant).
await test('5,000 observations stay usable', 'many', async (page) => {
	const paint = await page.evaluate(() => performance.getEntriesByName('first-paint')[0].startTime);
	const t = Date.now();
	await page.selectOption('#segment', { label: 'North' });
	assert.equal(await articles(page), 5);
	await page.locator('article:visible svg.large a').first().dispatchEvent('click');
	assert.ok(await dialog(page).isVisible());
	const took = Date.now() - t;
	const size = readFileSync(`${folder}/many.html`).length;
	console.log(`report: 5,000 observations: ${(size / 1e6).toFixed(1)} MB, first paint after ${Math.round(paint)} ms, ${took} ms to filter and to open`);
});

await browser.close();
console.log(`report: ${ran} tests, ${failed} failed`);
process.exit(failed ? 1 : 0);
