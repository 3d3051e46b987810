// V8's side of kernel/bench/engine: the same modules, the same inputs, copies included.
'use strict';
const fs = require('fs');
const path = require('path');
const readline = require('readline');

const [root, monocypher] = process.argv.slice(2);
const MIB = 1 << 20;

function instance(file) {
    return new WebAssembly.Instance(new WebAssembly.Module(fs.readFileSync(file)), {}).exports;
}

const bench = name => instance(path.join(root, 'kernel/bench/guests', name + '.wasm'));

function bytes() {
    const made = new Uint8Array(MIB);
    let x = 1;
    for (let i = 0; i < made.length; i++) {
        x = (Math.imul(x, 1103515245) + 12345) | 0;
        made[i] = x >> 16;
    }
    return made;
}

function text() {
    return bytes().map(value => value < 150 ? 97 + value % 26 : value < 200 ? 48 + value % 10 : value < 250 ? 32 : 10);
}

const cases = new Map();

for (const [name, input] of [['crc32', bytes()], ['sha256', bytes()], ['parser', text()]]) {
    const guest = bench(name);
    const at = guest.buffer() >>> 0;
    cases.set(name, () => {
        new Uint8Array(guest.memory.buffer, at, MIB).set(input);
        return guest.run(input.length) >>> 0;
    });
}

const sieve = bench('sieve');
cases.set('sieve', () => sieve.run(MIB) >>> 0);

const matmul = bench('matmul');
const numbers = Float64Array.from({length: 128 * 128}, (_, i) => i % 97 + 0.5);
for (const order of ['ijk', 'ikj']) {
    cases.set('matmul ' + order, () => {
        new Float64Array(matmul.memory.buffer, matmul.buffer() >>> 0, numbers.length).set(numbers);
        new Float64Array(matmul.memory.buffer, matmul.second() >>> 0, numbers.length).set(numbers);
        return Math.trunc(matmul[order]());
    });
}

const twosum = instance(path.join(root, 'guests/twosum/twosum.wasm'));
const COUNT = 500000;
const list = Int32Array.from({length: COUNT}, (_, i) => i * 7 - 1000000);
const target = list[COUNT - 1] + list[COUNT - 2];
cases.set('two sum', () => {
    const at = twosum.bump_alloc(4 * COUNT) >>> 0;
    new Int32Array(twosum.memory.buffer, at, COUNT).set(list);
    const found = twosum.twosum(at, COUNT, target) >>> 0;
    const pair = new Int32Array(twosum.memory.buffer, found, 2).slice();
    // What the session does at a reset: the host zeroes its region, then the guest resets.
    new Int32Array(twosum.memory.buffer, at, COUNT).fill(0);
    twosum.bump_reset();
    return 1000003 * pair[0] + pair[1];
});

const aead = instance(monocypher);
const [mac, key, nonce, plain, cipher] = [16, 32, 24, MIB, MIB].map(size => aead.malloc(size) >>> 0);
const message = bytes();
cases.set('aead 1 MiB', () => {
    const view = (at, length) => new Uint8Array(aead.memory.buffer, at, length);
    view(key, 32).set(new Uint8Array(32));
    view(nonce, 24).set(new Uint8Array(24));
    view(plain, MIB).set(message);
    aead.crypto_lock_aead(mac, cipher, key, nonce, 0, 0, plain, MIB);
    return 256 * view(cipher, MIB).slice()[0] + view(mac, 16).slice()[0];
});

console.log([...cases.keys()].join('\t'));
readline.createInterface({input: process.stdin}).on('line', line => {
    const blank = line.indexOf(' ');
    const work = cases.get(line.slice(blank + 1));
    const times = [];
    let value = 0;
    for (let left = Number(line.slice(0, blank)); left > 0; left--) {
        const start = process.hrtime.bigint();
        value = work();
        times.push(process.hrtime.bigint() - start);
    }
    console.log(value + ' ' + times.join(' '));
});
