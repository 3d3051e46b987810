// Pictures of some cells of pages: node make.mjs PAGES PICTURES. A cell is found by what its source begins with.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const [pages, pictures] = process.argv.slice(2);
const WANTED = [
  { picture: 'tour.png', page: '00-tour.html', cells: ['%wasm exports', '%dump nums', '%call twosum'] },
];

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', headless: true, args: ['--no-sandbox', '--disable-gpu'] });
for (const { picture, page: name, cells } of WANTED) {
  const page = await browser.newPage({ viewport: { width: 760, height: 600 }, deviceScaleFactor: 1.5 });
  await page.goto(pathToFileURL(path.join(pages, name)).href);
  const shown = await page.evaluate(begins => {
    const sections = [...document.querySelectorAll('main > section')];
    const source = section => section.querySelector('.source code')?.textContent ?? '';
    const kept = sections.filter(s => begins.some(b => source(s).startsWith(b)));
    document.querySelector('nav')?.remove();
    sections.filter(s => !kept.includes(s)).forEach(s => s.remove());
    document.querySelector('main').style.padding = '2px 8px 8px';
    return kept.length;
  }, cells);
  if (shown === 0) console.log(`${name} has no such cell; ${picture} stays as it is`);
  else await (await page.$('main')).screenshot({ path: path.join(pictures, picture) });
  await page.close();
}
await browser.close();
