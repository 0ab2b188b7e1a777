// SPDX-License-Identifier: GPL-3.0-or-later
// One series of a page, with what was guided and what came:  node picture.mjs PAGE.html TITLE PICTURE.png
import { resolve } from 'node:path';
import { chromium } from 'playwright-core';

const [from, title, to] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const page = await browser.newPage({ viewport: { width: 1200, height: 1800 } });
await page.goto(`file://${resolve(from)}`);
const article = page.locator(`article[data-title="${title}"]`);
await article.locator('details.track').evaluate((el) => { el.open = true; });
await page.locator('#bar').evaluate((el) => { el.hidden = true; });
await article.scrollIntoViewIfNeeded();
await page.waitForTimeout(500); // it is laid out when it comes into view
await article.screenshot({ path: to });
await browser.close();
