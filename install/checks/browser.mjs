// Drives the classic Notebook in headless Chromium; install/checks/browser prepares the folder it works in.
//   node browser.mjs FOLDER PICTURES PAGES       FOLDER/opened holds the notebooks, PAGES those that guestbook run --html wrote
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { check, lowContrast, withJupyter } from './chromium.mjs';

const [folder, pictures, pages] = process.argv.slice(2);

async function open(browser, url, notebook, { dark = false, width = 1100 } = {}) {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: dark ? 'dark' : 'light' });
  await page.goto(`${url}/notebooks/opened/${notebook}`, { waitUntil: 'domcontentloaded' });
  await page.waitForFunction(() => window.Jupyter?.notebook?.kernel?.is_connected() && Jupyter.notebook._fully_loaded,
    null, { timeout: 60000 });
  return page;
}

/** Types into the last cell, as a person does, and leaves the cursor at the end. */
async function type(page, text) {
  await page.evaluate(() => {
    Jupyter.notebook.insert_cell_at_bottom('code');
    Jupyter.notebook.select(Jupyter.notebook.ncells() - 1);
    Jupyter.notebook.edit_mode();
  });
  await page.keyboard.insertText(text);
}

/** Runs the last cell and answers with its output's text once it has ended. */
async function run(page) {
  await page.keyboard.press('Control+Enter');
  return ended(page);
}

async function ended(page) {
  await page.waitForFunction(() => {
    const cell = Jupyter.notebook.get_cell(Jupyter.notebook.ncells() - 1);
    return cell.input_prompt_number && cell.input_prompt_number !== '*' && !Jupyter.notebook.kernel_busy;
  }, null, { timeout: 30000 });
  return lastOutput(page);
}

function lastOutput(page) {
  return page.evaluate(() =>
    Jupyter.notebook.get_cell(Jupyter.notebook.ncells() - 1).element[0].querySelector('.output').innerText);
}

async function byHand(browser, url) {
  const empty = { cells: [], metadata: { kernelspec: { name: 'guestbook', display_name: 'Guestbook', language: 'java' } },
    nbformat: 4, nbformat_minor: 4 };
  fs.writeFileSync(path.join(folder, 'opened', 'by-hand.ipynb'), JSON.stringify(empty));
  const page = await open(browser, url, 'by-hand.ipynb');

  await type(page, 'int kept = 6 * 7; kept');
  const answer = await run(page);
  check('a result', answer.includes('42'), answer);

  // One match is filled in at once; many open a list.
  await type(page, 'System.out.printl');
  await page.keyboard.press('Tab');
  await page.waitForFunction(() => {
    const code = Jupyter.notebook.get_cell(Jupyter.notebook.ncells() - 1).get_text();
    return document.querySelector('.completions option') || code.length > 'System.out.printl'.length;
  }, null, { timeout: 15000 });
  const completed = await page.evaluate(() => [
    Jupyter.notebook.get_cell(Jupyter.notebook.ncells() - 1).get_text(),
    ...[...document.querySelectorAll('.completions option')].map(o => o.value)].join(' '));
  check('completion of Java', completed.includes('println('), completed);
  await page.keyboard.press('Escape');

  await type(page, '%wasm ');
  await page.keyboard.press('Tab');
  await page.waitForSelector('.completions option', { timeout: 15000 });
  const magics = await page.evaluate(() => [...document.querySelectorAll('.completions option')].map(o => o.value));
  check('completion of a magic', magics.some(m => m.includes('load')) && magics.some(m => m.includes('memory')), magics);
  await page.screenshot({ path: path.join(pictures, 'completion.png') });
  await page.keyboard.press('Escape');

  // An emoji before the cursor is one character to a front end, and two to Java.
  await type(page, '"\u{1F600}\u{1F600}".substri');
  await page.keyboard.press('Tab');
  await page.waitForFunction(() =>
    Jupyter.notebook.get_cell(Jupyter.notebook.ncells() - 1).get_text().includes('.substring'), null, { timeout: 15000 });
  const emoji = await page.evaluate(() => Jupyter.notebook.get_cell(Jupyter.notebook.ncells() - 1).get_text());
  check('completion after an emoji', emoji === '"\u{1F600}\u{1F600}".substring(', emoji);
  await page.keyboard.press('Escape');

  await type(page, 'kept.toString(); wasm.alloc');
  await page.keyboard.press('Shift+Tab');
  await page.waitForFunction(() => document.querySelector('.tooltiptext')?.innerText.trim(), null, { timeout: 15000 });
  const tip = await page.evaluate(() => document.querySelector('.tooltiptext').innerText);
  check('documentation in a tooltip', tip.includes('alloc') && tip.includes('region'), tip);
  await page.screenshot({ path: path.join(pictures, 'tooltip.png') });
  await page.keyboard.press('Escape');

  await type(page, 'var name = new Scanner(System.in).nextLine(); "hello " + name');
  await page.keyboard.press('Control+Enter');
  await page.waitForSelector('input.raw_input', { timeout: 15000 });
  await page.fill('input.raw_input', 'Ada \u{1F600}');
  await page.press('input.raw_input', 'Enter');
  const hello = await ended(page);
  check('input is answered', hello.includes('hello Ada \u{1F600}'), hello);

  await type(page, 'System.out.println("running"); while (true) {}');
  await page.keyboard.press('Control+Enter');
  await page.waitForFunction(() => Jupyter.notebook.get_cell(Jupyter.notebook.ncells() - 1)
    .element[0].querySelector('.output').innerText.includes('running'), null, { timeout: 15000 });
  await page.click('button[data-jupyter-action="jupyter-notebook:interrupt-kernel"]');
  const stopped = await ended(page);
  check('the stop button stops', /interrupt/i.test(stopped), stopped);
  await page.screenshot({ path: path.join(pictures, 'interrupt.png') });

  await type(page, 'kept');
  const still = await run(page);
  check('variables stay', still.includes('42'), still);

  await type(page, 'int broken = "text";');
  const error = await run(page);
  check('a compile error points', error.includes('incompatible types') && error.includes('^'), error);
  await page.close();
}

async function notebook(browser, url, file, look) {
  const name = path.basename(file, '.ipynb');
  const shot = `${name}-${look.dark ? 'dark' : 'light'}-${look.width}`;
  const page = await open(browser, url, file, look);
  if (look.run) {
    await page.evaluate(() => { Jupyter.notebook.clear_all_output(); Jupyter.notebook.execute_all_cells(); });
    await page.waitForFunction(() => Jupyter.notebook.get_cells()
      .filter(c => c.cell_type === 'code' && c.get_text().trim())
      .every(c => c.input_prompt_number && c.input_prompt_number !== '*'), null, { timeout: 300000 });
    await page.evaluate(() => Jupyter.notebook.save_notebook());
  }
  const seen = await page.evaluate(() => {
    const meant = new Set(Jupyter.notebook.get_cells()
      .filter(c => (c.metadata.tags || []).includes('raises-exception')).map(c => c.element[0]));
    return {
      errors: [...document.querySelectorAll('.output_error')]
        .filter(e => !meant.has(e.closest('.cell'))).map(e => e.innerText.slice(0, 300)),
      tables: document.querySelectorAll('.output_area table').length,
      // what is wider than its place must scroll by itself, not push the page
      overflow: [...document.querySelectorAll('.output_subarea')].filter(e => e.scrollWidth > e.clientWidth + 2
        && !['auto', 'scroll'].includes(getComputedStyle(e).overflowX)).map(e => e.innerText.slice(0, 60)),
      wide: document.documentElement.scrollWidth > document.documentElement.clientWidth + 2,
    };
  });
  check(`${shot}: no error`, seen.errors.length === 0, seen.errors);
  check(`${shot}: tables`, seen.tables > 0, seen.tables);
  check(`${shot}: no overflow`, seen.overflow.length === 0 && !seen.wide, seen.overflow);
  const low = await page.evaluate(lowContrast, '.output_html *, .rendered_html.output_subarea *, .output_error *, .output_stream *');
  check(`${shot}: contrast`, low.length === 0, low.slice(0, 6));
  const height = await page.evaluate(() =>
    Math.ceil(document.querySelector('#notebook-container').getBoundingClientRect().height) + 200);
  await page.setViewportSize({ width: look.width, height: Math.min(height, 14000) });
  await page.screenshot({ path: path.join(pictures, `${shot}.png`) });
  await page.close();
}

/** The same on A4, from a dark screen: dark on white, nothing beside the paper, and answers open, as paper has no clicks. */
async function onPaper(browser, file) {
  const name = path.basename(file, '.html');
  const page = await browser.newPage({ viewport: { width: 680, height: 1000 } });
  await page.goto(pathToFileURL(path.join(pages, file)).href);
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  const seen = await page.evaluate(() => ({
    shut: [...document.querySelectorAll('details > :not(summary)')].filter(e => !e.checkVisibility()).length,
    paper: getComputedStyle(document.body).backgroundColor,
    cut: [...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > innerWidth)
      .map(e => e.textContent.slice(0, 40)),
  }));
  check(`page-${name} on paper`, seen.shut === 0 && seen.paper === 'rgb(255, 255, 255)' && !seen.cut.length, seen);
  const low = await page.evaluate(lowContrast, 'main *, nav *');
  check(`page-${name} on paper: contrast`, low.length === 0, low.slice(0, 6));
  await page.pdf({ path: path.join(pictures, `page-${name}.pdf`), format: 'A4', preferCSSPageSize: true });
  await page.close();
}

/** A page of guestbook run --html: it loads nothing, and can be read on a wide, a narrow and a dark screen and on paper. */
async function htmlPage(browser, file) {
  const name = path.basename(file, '.html');
  for (const [width, dark] of [[1400, false], [800, true], [400, false]]) {
    const shot = `page-${name}-${dark ? 'dark' : 'light'}-${width}`;
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: dark ? 'dark' : 'light' });
    const loaded = [];
    page.on('request', request => loaded.push(request.url()));
    const url = pathToFileURL(path.join(pages, file)).href;
    await page.goto(url);
    check(`${shot}: loads nothing`, loaded.filter(each => each !== url && !each.startsWith('data:')).length === 0, loaded);
    const seen = await page.evaluate(() => ({
      title: document.title,
      tables: document.querySelectorAll('main table').length,
      broken: [...document.querySelectorAll('nav a')].filter(a => !document.getElementById(decodeURIComponent(a.hash.slice(1)))).length,
      wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    }));
    check(`${shot}: title, tables, contents`, seen.title && seen.tables > 0 && seen.broken === 0, seen);
    check(`${shot}: no overflow`, seen.wide <= 0, seen.wide);
    const low = await page.evaluate(lowContrast, 'main *, nav *');
    check(`${shot}: contrast`, low.length === 0, low.slice(0, 6));
    await page.screenshot({ path: path.join(pictures, `${shot}.png`), fullPage: true });
    await page.close();
  }
}

await withJupyter('/usr/bin/python3', ['-m', 'notebook', '--NotebookApp.token=', '--NotebookApp.password=',
  `--notebook-dir=${folder}`], pictures, async (browser, url) => {
  await byHand(browser, url);
  const files = fs.readdirSync(path.join(folder, 'opened')).filter(f => f.endsWith('.ipynb') && f !== 'by-hand.ipynb').sort();
  for (const file of files) {
    await notebook(browser, url, file, { width: 1100, run: true });
    await notebook(browser, url, file, { width: 800, dark: true });
  }
  for (const file of fs.readdirSync(pages).filter(f => f.endsWith('.html')).sort()) {
    await htmlPage(browser, file);
    await onPaper(browser, file);
  }
});
