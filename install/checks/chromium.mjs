// What the checks in browsers share.
import { spawn } from 'node:child_process';
import net from 'node:net';
import { chromium } from 'playwright-core';

const QUIET = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];
let passed = 0;
let failed = 0;

/** Counts what holds, and tells what does not with what was seen. */
export function check(name, holds, seen) {
  if (holds) { passed++; return; }
  failed++;
  console.log(`FAILED ${name}: ${typeof seen === 'string' ? seen : JSON.stringify(seen)}`);
}

function freePort() {
  return new Promise(resolve => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function start(command, args) {
  const port = await freePort();
  const server = spawn(command, [...args, '--no-browser', '--allow-root', '--ip=127.0.0.1', `--port=${port}`], { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  for (let tries = 0; ; tries++) {
    try { if ((await fetch(`${url}/api`)).ok) return { url, server }; } catch { /* not yet */ }
    if (tries > 600) {
      server.kill('SIGTERM');
      throw new Error(`${command} did not start`);
    }
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}

/** Starts a Jupyter server, does the work with a browser and the server's address, and ends the process with the outcome. */
export async function withJupyter(command, args, pictures, work) {
  const { url, server } = await start(command, args);
  try {
    const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', headless: true, args: QUIET });
    await work(browser, url);
    await browser.close();
  } catch (e) {
    failed++;
    console.log(`FAILED: ${e.message}`);
  } finally {
    server.kill('SIGTERM');
  }
  console.log(`${passed} passed, ${failed} failed; pictures in ${pictures}`);
  process.exit(failed ? 1 : 0);
}

/** In a page: WCAG contrast of each visible text that a selector finds against what lies behind it; those below 4.5. Carets are a drawing. */
export function lowContrast(selector) {
  const parse = colour => { // rgb(1, 2, 3), rgba(1, 2, 3, .4), color(srgb .1 .2 .3 / .4)
    const numbers = (colour.match(/[\d.]+(?:e-?\d+)?/g) || []).map(Number);
    return colour.startsWith('color(') ? numbers.map((n, i) => (i < 3 ? n * 255 : n)) : numbers;
  };
  const channel = c => { c /= 255; return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; };
  const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const over = (top, under) => {
    const alpha = top.length > 3 ? top[3] : 1;
    return [0, 1, 2].map(i => top[i] * alpha + under[i] * (1 - alpha));
  };
  const faded = (element, colour) => {
    let alpha = colour.length > 3 ? colour[3] : 1;
    for (let e = element; e; e = e.parentElement) alpha *= Number(getComputedStyle(e).opacity);
    return [...colour.slice(0, 3), alpha];
  };
  const behind = element => {
    const layers = [];
    for (let e = element; e; e = e.parentElement) layers.push(parse(getComputedStyle(e).backgroundColor));
    return layers.reverse().reduce((under, layer) => (layer.length ? over(layer, under) : under), [255, 255, 255]);
  };
  const found = [];
  for (const element of document.querySelectorAll(selector)) {
    const text = [...element.childNodes].filter(n => n.nodeType === 3).map(n => n.textContent).join('').trim();
    if (!text || /^\^+$/.test(text) || element.closest('style') || !element.getClientRects().length) continue;
    const under = behind(element);
    const svg = element.closest('svg');
    const style = getComputedStyle(element);
    const ink = over(faded(element, parse(svg ? style.fill : style.color)), under);
    const [a, b] = [luminance(ink), luminance(under)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) found.push(`${ratio.toFixed(1)}: ${text.slice(0, 40)}`);
  }
  return [...new Set(found)];
}
