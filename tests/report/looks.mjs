// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures of a page, to look at:  node looks.mjs PAGE.html FOLDER
import { chromium } from 'playwright-core';
import { resolve } from 'node:path';

const [page_, folder] = process.argv.slice(2);
const url = `file://${resolve(page_)}`;
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
async function shot(name, options, run = async () => {}) {
	const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, ...options });
	const page = await context.newPage();
	await page.goto(url);
	await run(page);
	await page.waitForTimeout(800);
	await page.screenshot({ path: `${folder}/${name}.png`, fullPage: name.endsWith('all') });
	await context.close();
}
const phone = { viewport: { width: 375, height: 800 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };
const first = (page) => page.locator('article:visible').first().scrollIntoViewIfNeeded();
await shot('desktop', {});
await shot('dark', { colorScheme: 'dark' }, first);
await shot('phone', phone);
await shot('phone-chart', phone, async (page) => {
	await page.locator('article figure').first().evaluate((el) => el.scrollIntoView({ block: 'start' }));
});
await shot('phone-dialog', phone, async (page) => {
	await page.locator('article svg.narrow a:has(.m.a)').first().dispatchEvent('click');
});
await shot('phone-dark', { ...phone, colorScheme: 'dark' }, async (page) => {
	await page.locator('article details').first().evaluate((el) => { el.open = true; el.scrollIntoView(); });
});
await shot('focus', {}, async (page) => {
	await first(page);
	await page.locator('article svg.large a').first().focus();
	await page.keyboard.press('ArrowRight');
});
const context = await browser.newContext();
const page = await context.newPage();
await page.goto(url);
await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
await page.pdf({ path: `${folder}/print.pdf`, format: 'A4' });
await browser.close();
