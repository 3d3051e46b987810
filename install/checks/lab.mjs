// Opens notebooks in JupyterLab in headless Chromium; install/checks/lab prepares the folder it works in.
//   node lab.mjs FOLDER PICTURES       FOLDER/opened holds the notebooks
import fs from 'node:fs';
import path from 'node:path';
import { check, lowContrast, withJupyter } from './chromium.mjs';

const [folder, pictures] = process.argv.slice(2);

async function open(browser, url, file) {
  const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
  await page.goto(`${url}/lab/workspaces/auto-x/tree/opened/${file}?reset`, { waitUntil: 'domcontentloaded' });
  await page.waitForFunction(() => {
    const panel = window.jupyterapp?.shell.currentWidget;
    return panel?.content?.model?.cells?.length && panel.context?.isReady && panel.sessionContext?.isReady
      && document.querySelectorAll('.jp-Notebook .jp-Cell').length === panel.content.model.cells.length;
  }, null, { timeout: 90000 });
  return page;
}

/** The notebook as one high picture. */
async function shoot(page, name, width) {
  await page.setViewportSize({ width, height: 900 });
  await page.evaluate(() => { jupyterapp.shell.collapseLeft(); jupyterapp.shell.currentWidget.content.node.scrollTop = 0; });
  const height = await page.evaluate(() =>
    [...document.querySelectorAll('.jp-Notebook .jp-Cell')].reduce((sum, c) => sum + c.getBoundingClientRect().height + 8, 200));
  await page.setViewportSize({ width, height: Math.min(Math.ceil(height), 14000) });
  await page.waitForTimeout(300); // the panel is laid out anew
  await page.screenshot({ path: path.join(pictures, `lab-${name}.png`) });
}

async function look(page, name) {
  const seen = await page.evaluate(() => {
    const models = jupyterapp.shell.currentWidget.content.widgets;
    const meant = models.filter(c => (c.model.metadata?.tags || []).includes('raises-exception')).map(c => c.node);
    return {
      errors: [...document.querySelectorAll('.jp-OutputArea-output[data-mime-type="application/vnd.jupyter.error"]')]
        .filter(e => !meant.some(node => node.contains(e))).map(e => e.innerText.slice(0, 300)),
      tables: document.querySelectorAll('.jp-OutputArea-output table').length,
      wide: [...document.querySelectorAll('.jp-OutputArea-output')]
        .filter(e => e.scrollWidth > e.clientWidth + 2 && !['auto', 'scroll'].includes(getComputedStyle(e).overflowX))
        .map(e => e.innerText.slice(0, 60)),
    };
  });
  check(`${name}: no error`, seen.errors.length === 0, seen.errors);
  check(`${name}: tables`, seen.tables > 0, seen.tables);
  check(`${name}: no overflow`, seen.wide.length === 0, seen.wide);
  const low = await page.evaluate(lowContrast, '.jp-OutputArea-output, .jp-OutputArea-output *');
  check(`${name}: contrast`, low.length === 0, low.slice(0, 6));
}

async function notebook(browser, url, file) {
  const name = path.basename(file, '.ipynb');
  const page = await open(browser, url, file);

  // As downloaded: JupyterLab takes styles and pictures out of what it does not trust.
  const bare = await page.evaluate(() => ({
    svgs: document.querySelectorAll('.jp-OutputArea-output .gb svg').length,
    styles: document.querySelectorAll('.jp-OutputArea-output style').length,
    captions: document.querySelectorAll('.jp-OutputArea-output .gb caption').length,
    headings: document.querySelectorAll('.jp-OutputArea-output .gb th[scope=col]').length,
    code: document.querySelectorAll('.jp-OutputArea-output .gb td code').length,
  }));
  check(`${name}, not trusted: sanitised`, bare.svgs === 0 && bare.styles === 0, bare);
  check(`${name}, not trusted: tables keep captions, headings and code`,
    bare.captions > 0 && bare.headings > 0 && bare.code > 0, bare);
  const low = await page.evaluate(lowContrast, '.jp-OutputArea-output .gb, .jp-OutputArea-output .gb *');
  check(`${name}, not trusted: contrast`, low.length === 0, low.slice(0, 6));
  await shoot(page, `${name}-not-trusted`, 1100);

  await page.evaluate(() => { jupyterapp.commands.execute('notebook:run-all-cells'); });
  await page.waitForFunction(() => jupyterapp.shell.currentWidget.content.widgets
    .filter(c => c.model.type === 'code' && c.model.sharedModel.getSource().trim())
    .every(c => c.model.executionCount && c.model.executionState !== 'running') &&
    jupyterapp.shell.currentWidget.sessionContext.session?.kernel?.status === 'idle', null, { timeout: 300000 });
  await page.setViewportSize({ width: 1100, height: 900 });
  await look(page, `${name}-light-1100`);
  await shoot(page, `${name}-light-1100`, 1100);
  await page.evaluate(() => jupyterapp.commands.execute('apputils:change-theme', { theme: 'JupyterLab Dark' }));
  await page.waitForFunction(() => document.body.dataset.jpThemeLight === 'false', null, { timeout: 15000 });
  await page.setViewportSize({ width: 800, height: 900 });
  await look(page, `${name}-dark-800`);
  await shoot(page, `${name}-dark-800`, 800);
  await page.evaluate(() => jupyterapp.commands.execute('apputils:change-theme', { theme: 'JupyterLab Light' }));
  await page.evaluate(() => jupyterapp.shell.currentWidget.sessionContext.shutdown());
  await page.close();
}

await withJupyter('jupyter-lab', ['--IdentityProvider.token=', `--ServerApp.root_dir=${folder}`, '--expose-app-in-browser'],
  pictures, async (browser, url) => {
    for (const file of fs.readdirSync(path.join(folder, 'opened')).filter(f => f.endsWith('.ipynb')).sort()) {
      await notebook(browser, url, file);
    }
  });
