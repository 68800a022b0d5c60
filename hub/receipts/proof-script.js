// Runs inside a saved receipt, from a file, without any network: checks everything itself and says what it could not.
(() => {
  const data = JSON.parse(document.getElementById('proof').textContent);
  const zh = document.documentElement.lang !== 'en';
  const t = (a, b) => (zh ? a : b);
  const bytesOf = (b64) => Uint8Array.from(atob(b64), (c) => c.charCodeAt(0));
  const textOf = (bytes) => new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  const utf8 = (text) => new TextEncoder().encode(text);
  const join = (...parts) => {
    const out = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
    let at = 0;
    for (const p of parts) {
      out.set(p, at);
      at += p.length;
    }
    return out;
  };
  const hex = (bytes) => [...bytes].map((b) => b.toString(16).padStart(2, '0')).join('');
  const unhex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const sha256hex = async (bytes) => hex(await sha256(bytes));
  const same = (a, b) => hex(a) === hex(b);
  const fail = (why) => {
    throw new Error(why);
  };
  const need = (fact, why) => fact || fail(why);

  async function signedBy(format, key, signature, message) {
    try {
      const imported = await crypto.subtle.importKey(format, key, { name: 'Ed25519' }, false, ['verify']);
      return await crypto.subtle.verify({ name: 'Ed25519' }, imported, signature, message);
    } catch (error) {
      if (error.name === 'NotSupportedError') throw error;
      return false;
    }
  }

  // 1. The journal: every line hashed into the next, up to a head the counter signed.
  async function checkJournal() {
    const { counter, order, journal } = data;
    const key = bytesOf(journal.key);
    const lines = [];
    need(journal.parts.length > 0, 'no journal');
    let last = 0;
    for (const part of journal.parts) {
      let hash = unhex(part.prev);
      let seq = part.from;
      need(seq > last, 'parts out of order');
      for (const b64 of part.lines) {
        const bytes = bytesOf(b64);
        hash = await sha256(join(hash, bytes));
        const line = JSON.parse(textOf(bytes));
        need(line.seq === seq, `line ${seq} says ${line.seq}`);
        lines.push(line);
        seq += 1;
      }
      last = part.to;
      need(seq - 1 === part.to && hex(hash) === part.head, `the hashes do not lead to head ${part.to}`);
      const message = utf8(`zhuangui-head-v1\n${counter}\n${journal.id}\n${part.to}\n${part.head}\n`);
      need(
        await signedBy('spki', key, bytesOf(part.sig), message),
        `head ${part.to} is not signed by the counter`,
      );
    }
    const own = lines.filter((line) => line.order === order);
    need(own.length > 0, 'no line of this order');
    return own;
  }

  // 2. The money: what was paid is delivered, given back, or still being settled.
  function checkMoney(lines) {
    const of = (kind) => lines.filter((line) => line.kind === kind);
    const sum = (rows, field) => rows.reduce((total, row) => total + row[field], 0);
    const paid = sum(of('paid'), 'amountFen');
    const delivered = sum(
      of('outcome').filter(({ outcome }) => outcome === 'delivered'),
      'priceFen',
    );
    const done = new Set();
    const refunds = of('refund').filter(
      ({ state, refund }) => state === 'done' && !done.has(refund) && done.add(refund),
    );
    const refunded = sum(refunds, 'amountFen');
    const closed = of('closed')[0];
    need(paid >= delivered + refunded, 'more left than was paid');
    if (closed)
      need(
        closed.paidFen === closed.deliveredFen + closed.refundedFen && closed.deliveredFen === delivered,
        'closed, but the money does not add up',
      );
    const items = new Map((of('order')[0]?.items ?? []).map((item) => [item.item, item]));
    for (const line of [...of('dispensing'), ...of('outcome')]) {
      const asked = items.get(line.item);
      need(
        !asked || (asked.entry === line.entry && asked.priceFen === line.priceFen),
        'another price than ordered',
      );
    }
    return {
      paid,
      delivered,
      refunded,
      pending: paid - delivered - refunded,
      isClosed: closed !== undefined,
    };
  }

  // 3. Signed lists (TUF): canonical bytes, keys by name, as many signatures as are asked for.
  const canonical = (value) => {
    if (value === null || typeof value === 'boolean' || typeof value === 'number') return String(value);
    if (typeof value === 'string') return `"${value.replace(/[\\"]/g, '\\$&')}"`;
    if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
    return `{${Object.keys(value)
      .sort()
      .map((name) => `${canonical(name)}:${canonical(value[name])}`)
      .join(',')}}`;
  };
  async function requireSigned(what, metadata, keys, role) {
    const message = utf8(canonical(metadata.signed));
    const good = new Set();
    for (const { keyid, sig } of metadata.signatures) {
      const key = keys[keyid]?.keyval.public;
      if (!role.keyids.includes(keyid) || !key) continue;
      const form = `{"keytype":"ed25519","keyval":{"public":"${key}"},"scheme":"ed25519"}`;
      if ((await sha256hex(utf8(form))) !== keyid) continue;
      if (await signedBy('raw', unhex(key), unhex(sig), message)) good.add(key);
    }
    need(
      good.size >= role.threshold && role.threshold > 0,
      `${what}: ${good.size} of ${role.threshold} signatures`,
    );
    return [...good];
  }
  async function checkLists(set, permit) {
    const raw = Object.fromEntries(Object.entries(set.metadata).map(([name, b64]) => [name, bytesOf(b64)]));
    const json = Object.fromEntries(
      Object.entries(raw).map(([name, bytes]) => [name, JSON.parse(textOf(bytes))]),
    );
    const [root, targets] = [json.root.signed, json.targets.signed];
    need((await sha256hex(raw.snapshot)) === permit.lists, 'the permit names other lists');
    const roots = await requireSigned('root', json.root, root.keys, root.roles.root);
    await requireSigned('snapshot', json.snapshot, root.keys, root.roles.snapshot);
    await requireSigned('targets', json.targets, root.keys, root.roles.targets);
    const role = (name) =>
      targets.delegations.roles.find((one) => one.name === name) ?? fail(`no role ${name}`);
    const { keys } = targets.delegations;
    need(role('catalog').threshold >= 2, 'the catalog needs two signatures');
    const certifiers = await requireSigned('catalog', json.catalog, keys, role('catalog'));
    const supervisors = await requireSigned('withdrawals', json.withdrawals, keys, role('withdrawals'));
    const meta = json.snapshot.signed.meta;
    const named = async (name) => meta[`${name}.json`].hashes.sha256 === (await sha256hex(raw[name]));
    need((await named('targets')) && (await named('withdrawals')), 'parts of two sets');
    // While a counter fetches a new catalog the one before stays in force.
    need(
      (await named('catalog')) || json.catalog.signed.version < meta['catalog.json'].version,
      'another catalog',
    );
    need(json.catalog.signed.version === permit.catalogVersion, 'another catalog version');
    need(json.withdrawals.signed.version === permit.withdrawalsVersion, 'another withdrawals version');
    return { raw, json, roots, certifiers, supervisors };
  }
  async function fileOf(metadata, path, b64) {
    const bytes = bytesOf(b64);
    const signed = metadata.signed.targets[path];
    need(signed && signed.hashes.sha256 === (await sha256hex(bytes)), `${path} is not the signed file`);
    return textOf(bytes);
  }
  const chunkPath = async (entry) =>
    `catalog/${String((await sha256(utf8(entry)))[0] % 64).padStart(2, '0')}.ndjson`;
  const dayOf = (ms) => new Date(ms + 28800000).toISOString().slice(0, 10);
  async function checkEntry(set, lists, line) {
    const { permit } = line;
    const path = await chunkPath(line.entry);
    const chunk = await fileOf(lists.json.catalog, path, set.chunks[path]);
    const record = chunk
      .split('\n')
      .filter(Boolean)
      .map((text) => JSON.parse(text))
      .find(({ id }) => id === line.entry);
    need(record, 'the catalog does not hold these goods');
    const { minFen, maxFen } = record.priceBand;
    need(permit.priceBand.minFen === minFen && permit.priceBand.maxFen === maxFen, 'another price band');
    need(line.priceFen >= minFen && line.priceFen <= maxFen, 'the price is outside the certified band');
    const day = dayOf(line.at);
    const { validFrom, validUntil } = record.certificate;
    need(validFrom <= day && day <= validUntil, 'the certificate was not valid that day');
    need(permit.entry === line.entry && permit.lot === line.lot, 'the permit is about other goods');
    need(permit.certificate === record.certificate.number, 'the permit names another certificate');
    return record;
  }
  async function checkWithdrawn(set, lists, line, record) {
    const read = async (path) => JSON.parse(await fileOf(lists.json.withdrawals, path, set.files[path]));
    const { withdrawals } = await read('withdrawals/products.json');
    const { suppliers } = await read('withdrawals/suppliers.json');
    const hit = withdrawals.find(
      ({ entry, lots }) => entry === line.entry && (!lots || lots.includes(line.lot)),
    );
    need(!hit, 'these goods were withdrawn');
    need(
      !suppliers.some(({ creditCode }) => creditCode === record.supplier.creditCode),
      'the supplier was blacklisted',
    );
  }

  // 4. The transparency log (RFC 6962, C2SP).
  const nodeHash = (left, right) => sha256(join(Uint8Array.of(1), left, right));
  async function included(leaf, index, proof, size, root) {
    let [at, last, hash] = [index, size - 1, await sha256(join(Uint8Array.of(0), leaf))];
    if (!(index >= 0 && index < size)) return false;
    for (const sibling of proof) {
      if (last === 0) return false;
      if (at % 2 === 1 || at === last) {
        hash = await nodeHash(sibling, hash);
        while (at % 2 === 0 && at !== 0) [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
      } else hash = await nodeHash(hash, sibling);
      [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
    }
    return last === 0 && same(hash, root);
  }
  async function openCheckpoint(note, verifier) {
    const [, name, id, encoded] = /^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(verifier) ?? fail('no log key');
    const key = bytesOf(encoded).slice(1);
    const keyHash = await sha256(join(utf8(`${name}\n`), Uint8Array.of(1), key));
    need(hex(keyHash.slice(0, 4)) === id, 'the log key does not fit its name');
    const split = note.lastIndexOf('\n\n');
    const text = note.slice(0, split + 1);
    const line = note
      .slice(split + 2)
      .split('\n')
      .find((one) => one.startsWith(`— ${name} `));
    const signature = bytesOf((line ?? fail('the checkpoint is not signed')).split(' ')[2]);
    need(hex(signature.slice(0, 4)) === id, 'the checkpoint is signed by another key');
    need(
      await signedBy('raw', key, signature.slice(4), utf8(text)),
      'the checkpoint is not signed by the log',
    );
    const [origin, size, root] = text.split('\n');
    need(origin === name, 'the checkpoint is of another log');
    return { origin, size: Number(size), root: bytesOf(root), key };
  }
  async function leafOf(proof, verifier) {
    const checkpoint = await openCheckpoint(proof.checkpoint, verifier);
    const path = proof.proof.map(bytesOf);
    const bytes = utf8(proof.leaf);
    need(await included(bytes, proof.index, path, checkpoint.size, checkpoint.root), 'not in the log');
    return { leaf: JSON.parse(proof.leaf), checkpoint };
  }
  async function checkLogged(set, lists) {
    const { leaf } = await leafOf(set.logged, set.logKey);
    need(
      leaf.type === 'lists' && leaf.snapshot === (await sha256hex(lists.raw.snapshot)),
      'the log names other lists',
    );
    for (const name of ['root', 'targets', 'withdrawals', 'snapshot'])
      need(leaf.roles[name].sha256 === (await sha256hex(lists.raw[name])), `the log names another ${name}`);
    const catalog = leaf.roles.catalog;
    const isSame = catalog.version === lists.json.catalog.signed.version;
    need(!isSame || catalog.sha256 === (await sha256hex(lists.raw.catalog)), 'the log names another catalog');
  }
  async function checkCounterKey() {
    const { logged, logKey } = data.counterKey;
    const { leaf } = await leafOf(logged, logKey);
    const isOwn =
      leaf.type === 'counter-key' && leaf.counter === data.counter && leaf.key === data.journal.key;
    need(isOwn, 'the log names another key of this counter');
  }

  // What is shown: only what was read from checked bytes, always as text.
  const add = (parent, name, text, attributes = {}) => {
    const node = document.createElement(name);
    if (text !== undefined) node.textContent = text;
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    parent.append(node);
    return node;
  };
  const list = document.getElementById('checks');
  const facts = document.getElementById('facts');
  let isValid = true;
  let isWhole = true;
  const mark = { ok: '✓', bad: '✗', open: '–' };
  const say = (state, id, words, why = '') => {
    const row = add(list, 'li', `${mark[state]} ${words}${why ? `: ${why}` : ''}`, { class: state });
    row.dataset.check = id;
    row.dataset.state = state;
    if (state === 'bad') isValid = false;
    if (state === 'open') isWhole = false;
  };
  async function check(id, words, work, missing) {
    if (missing) {
      say('open', id, words, missing);
      return undefined;
    }
    try {
      const value = await work();
      say('ok', id, words);
      return value ?? true;
    } catch (error) {
      if (error.name === 'NotSupportedError') {
        say(
          'open',
          id,
          words,
          t('这个浏览器不支持 Ed25519，请换新版浏览器', 'this browser has no Ed25519: use a newer one'),
        );
        return undefined;
      }
      say('bad', id, words, error.message);
      return undefined;
    }
  }
  const fact = (label, value) => {
    const row = add(facts, 'div');
    add(row, 'dt', label);
    add(row, 'dd', value);
  };
  const yuan = (fen) => `${(fen / 100).toFixed(2)} 元`;
  const seconds = (ms) => new Date(ms + 28800000).toISOString().slice(0, 19).replace('T', ' ');
  const grouped = (text) => text.match(/.{1,8}/g).join(' ');

  async function items(lines) {
    const before = t('前面的检查没有通过', 'an earlier check failed');
    for (const line of lines.filter(({ kind }) => kind === 'dispensing')) {
      const name = `${line.entry} · ${line.lot}`;
      fact(t('商品（证书编号 · 批次）', 'Goods (certificate · lot)'), `${name} · ${yuan(line.priceFen)}`);
      const set = data.lists[line.permit.lists];
      const gone = set ? '' : t('平台没有提供当时的名单', 'the hub gave no lists of that time');
      const lists = await check(
        'lists',
        t(
          `${name}：目录由至少两名认定员签署，清理名单由监管人员签署`,
          `${name}: catalog signed by two certifiers, withdrawals by a supervisor`,
        ),
        () => checkLists(set, line.permit),
        gone,
      );
      const noChunk = set?.chunks[await chunkPath(line.entry)]
        ? ''
        : t('平台已不保存这一版目录的内容', 'the hub does not keep this catalog any more');
      const record = await check(
        'entry',
        t(
          `${name}：在当时的目录中，证书有效，价格在认定区间内`,
          `${name}: in the catalog of that time, certificate valid, price within its band`,
        ),
        () => checkEntry(set, lists, line),
        gone || noChunk || (lists ? '' : before),
      );
      if (record) fact(t('目录中的名称', 'Name in the catalog'), `${record.name} · ${record.supplier.name}`);
      await check(
        'withdrawn',
        t(
          `${name}：出货时没有被清理，生产单位没有失信`,
          `${name}: not withdrawn, supplier not blacklisted when it left`,
        ),
        () => checkWithdrawn(set, lists, line, record),
        gone || (record ? '' : before),
      );
      await check(
        'logged',
        t(`${name}：这一版名单写在透明日志里`, `${name}: these lists stand in the transparency log`),
        () => checkLogged(set, lists),
        gone || (set?.logged ? '' : t('日志尚未收录', 'not in the log yet')) || (lists ? '' : before),
      );
      if (lists) await keys(lists);
    }
  }
  const shown = new Set();
  async function show(label, value) {
    if (shown.has(value)) return;
    shown.add(value);
    const row = add(document.getElementById('keys'), 'div');
    add(row, 'dt', label);
    add(row, 'dd', grouped(value));
  }
  async function keys({ roots, certifiers, supervisors }) {
    for (const key of roots) await show(t('根密钥', 'Root key'), key);
    for (const key of certifiers) await show(t('认定员密钥', 'Certifier key'), key);
    for (const key of supervisors) await show(t('监管人员密钥', 'Supervisor key'), key);
  }

  async function run() {
    need(
      globalThis.crypto?.subtle,
      t('这个浏览器不能在此页面计算签名', 'this browser cannot check signatures on this page'),
    );
    const lines = await check(
      'journal',
      t(
        '专柜日志：每行的摘要相连，末端由专柜签名',
        'Journal: every line hashed into the next, the end signed by the counter',
      ),
      checkJournal,
    );
    fact(t('专柜', 'Counter'), data.counter);
    fact(t('订单', 'Order'), data.order);
    if (lines) {
      fact(t('时间', 'Time'), seconds(lines[0].at));
      const money = await check(
        'money',
        t('金额：实付＝已交付＋已退款＋处理中', 'Money: paid = delivered + refunded + being settled'),
        async () => checkMoney(lines),
      );
      if (money) {
        fact(t('实付', 'Paid'), yuan(money.paid));
        fact(t('已交付', 'Delivered'), yuan(money.delivered));
        fact(t('已退款', 'Refunded'), yuan(money.refunded));
        if (money.pending > 0) fact(t('处理中', 'Being settled'), yuan(money.pending));
      }
      await items(lines);
    }
    await check(
      'counter-key',
      t('专柜的签名公钥写在透明日志里', 'The counter’s key stands in the transparency log'),
      checkCounterKey,
      data.counterKey ? '' : t('日志尚未收录', 'not in the log yet'),
    );
    await show(
      t('专柜日志公钥 SHA-256', 'Counter’s journal key, SHA-256'),
      await sha256hex(bytesOf(data.journal.key)),
    );
    const logKeys = [
      data.counterKey?.logKey,
      ...Object.values(data.lists).map(({ logKey }) => logKey),
    ].filter(Boolean);
    for (const key of logKeys) await show(t('透明日志公钥', 'Log key'), key);
  }

  const verdict = document.getElementById('verdict');
  run()
    .catch((error) => say('bad', 'run', t('无法核验', 'Cannot check'), error.message))
    .then(() => {
      verdict.dataset.result = !isValid ? 'invalid' : isWhole ? 'valid' : 'incomplete';
      verdict.className = isValid ? 'note ok' : 'note';
      verdict.textContent = !isValid
        ? t(
            '核验不通过：这份凭证被改动过，或不完整。',
            'Not valid: this receipt was changed, or parts are missing.',
          )
        : isWhole
          ? t(
              '核验通过：全部由本文件内的数据独立算出，未联网。',
              'Valid: everything was computed from this file alone, without any network.',
            )
          : t(
              '已核验的部分全部正确；有的部分无法核验，见下。',
              'What could be checked is right; some of it could not be, see below.',
            );
    });
})();
