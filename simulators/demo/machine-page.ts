// The page of the simulated machine: one HTML text, Chinese first, English second.

export const machinePage = `<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>模拟机柜 · Simulated machine</title>
<style>
:root{font-family:system-ui,"Noto Sans CJK SC","Microsoft YaHei",sans-serif;color:#1f2421;background:#3a403d}
*{box-sizing:border-box}body{margin:0;height:100vh;display:grid;grid-template-columns:1fr 27rem}
.glass{position:relative;overflow:hidden;display:flex;align-items:center;justify-content:center}
iframe{border:0;background:#fff;flex:none}
aside{background:#eceeea;overflow:auto;padding:.8rem 1rem 2rem}
.mark{background:#ffd54a;border:2px dashed #7a5b00;padding:.4rem .7rem;border-radius:.4rem;font-weight:700}
h1{font-size:1.05rem;margin:.7rem 0 .2rem}h2{font-size:.95rem;margin:1rem 0 .35rem}small{color:#5b645f;font-weight:400}
.row{display:flex;flex-wrap:wrap;gap:.4rem;align-items:center}
button{font:inherit;min-height:2.5rem;padding:.35rem .7rem;border:1px solid #a4ada8;border-radius:.5rem;background:#fff;cursor:pointer}
button.note{background:#dcecd9}button.coin{background:#efe5c8}button.bad{background:#f6dcd5}button.on{background:#24513c;color:#fff}
input{font:inherit;padding:.4rem;border:1px solid #a4ada8;border-radius:.4rem;min-width:0}input.n{width:4rem}
section .row{margin-bottom:.4rem}.codes button{margin-bottom:.3rem}#say{min-height:1.4rem;margin:.5rem 0;font-weight:600}.codes button{width:100%;text-align:left}
table{border-collapse:collapse;font-size:.85rem}td{padding:.1rem .6rem .1rem 0}.fact{font-variant-numeric:tabular-nums}
@media(max-width:60rem){body{grid-template-columns:1fr;height:auto}.glass{height:75vh}}
</style>
<div class="glass"><iframe id="screen" title="机柜屏幕 · The counter’s screen"></iframe></div>
<aside>
<div class="mark">模拟器 · SIMULATOR <small>演示用，不是机柜软件 · not part of the counter</small></div>
<h1 id="name"></h1>
<div class="row"><button id="shopper">购买屏 Shopper</button><button id="operator">操作屏 Operator</button><button id="turn">横 / 竖 Turn</button><a id="phone" target="_blank" rel="noopener">手机付款 Phone ↗</a></div>
<div id="say" role="status"></div>
<section id="cash"><h2>投币 <small>Notes and coins</small></h2><div class="row" id="money"></div><p class="fact" id="credit"></p></section>
<section id="doors" hidden><h2>柜门 <small>Doors and hands</small></h2><div id="doorRows"></div></section>
<section><h2>扫码枪 <small>USB scanner: types into the operator screen</small></h2><div class="codes" id="codes"></div>
<div class="row"><input id="code" placeholder="任意条码 Any code" aria-label="条码 Code"><button id="scan">扫 Scan</button></div></section>
<section><h2>登录 <small>Throw-away operators: number, PIN, badge</small></h2><table id="people"></table></section>
<section><h2>机器 <small>Machine</small></h2><div class="row">货道 Slot <input class="n" id="slot" value="1" inputmode="numeric" aria-label="货道 Slot"><button class="bad" data-slot="jam">卡货 Jam</button><button class="bad" data-slot="neverFinishes">不回报 No report</button><button class="bad" data-slot="lyingSensor">谎报出货 Lying sensor</button><button data-slot="heal">修好 Heal</button><button data-slot="restock">放一件 Put one in</button></div>
<div class="row"><button data-do='{"do":"door","open":true}'>开机门 Open door</button><button data-do='{"do":"door","open":false}'>关机门 Shut</button><button data-do='{"do":"temperature","celsius":4}'>4 ℃</button><button class="bad" data-do='{"do":"temperature","celsius":28}'>28 ℃</button></div>
<div class="row"><button class="bad" data-do='{"do":"unplug"}'>拔主控板线 Unplug board</button><button data-do='{"do":"plug"}'>插回 Plug in</button></div></section>
<section><h2>电与网 <small>Power and network</small></h2><div class="row"><button class="bad" id="power">断电再来电 Cut the power</button><button class="bad" id="net"></button></div></section>
</aside>
<script>
const $=id=>document.getElementById(id),yuan=fen=>'¥'+(fen/100).toFixed(2);
const el=(tag,text,attributes={})=>Object.assign(document.createElement(tag),attributes,text===undefined?{}:{textContent:text});
const frame=$('screen');let wide=false,plugged=true,inserted=0,setup;
function fit(){const [w,h]=wide?[1280,800]:[1080,1920],box=frame.parentElement.getBoundingClientRect(),s=Math.min(box.width/w,box.height/h);
Object.assign(frame.style,{width:w+'px',height:h+'px',transform:'scale('+s+')',margin:(h*(s-1)/2)+'px '+(w*(s-1)/2)+'px'});}
addEventListener('resize',fit);$('turn').onclick=()=>{wide=!wide;fit()};
function show(path){frame.src=path;$('shopper').className=path==='/'?'on':'';$('operator').className=path==='/'?'':'on';}
$('shopper').onclick=()=>show('/');$('operator').onclick=()=>show('/operator');
const say=text=>{$('say').textContent=text};
async function post(what,body={}){say('…');try{const r=await fetch('/machine/'+what,{method:'POST',headers:{'content-type':'application/json'},body:JSON.stringify(body)}),a=await r.json();
say(r.ok?'✓':a.error);if(r.ok)known(a);return r.ok?a:undefined}catch{say('演示已停止 · The demonstration has stopped')}}
function known({truth,isPlugged}){plugged=isPlugged;$('net').textContent=plugged?'拔网线 Unplug the network':'插回网线 Plug the network in';$('net').className=plugged?'bad':'on';
const c=truth.cash;$('credit').textContent='余额 Credit '+yuan(truth.creditFen)+' · 找零 Change '+yuan(c.noteChangeFen+c.coinChangeFen)+' · 已退 Paid out '+yuan(c.paidOutFen);
inserted=c.insertedFen;for(const s of truth.slots){const n=$('real'+s.selection);if(n)n.textContent=s.real}}
async function insert(fen,mode){const before=inserted,a=await post('board',{do:'insertMoney',amountFen:fen,mode});if(a)say(a.truth.cash.insertedFen>before?'✓ 已收 Taken '+yuan(fen):'↩ 退出来了：现在不收现金 · It came back out: no cash is taken now')}
for(const [fen,mode] of [[500,1],[1000,1],[2000,1],[5000,1],[100,2],[50,2]]){const b=el('button',yuan(fen).replace('.00',''),{className:mode===1?'note':'coin'});b.dataset.fen=fen;b.onclick=()=>insert(fen,mode);$('money').append(b)}
for(const [text,body] of [['退币杆 Return lever',{do:'returnLever'}],['找零用完 No change',{do:'changeFloat',coinFen:0,noteFen:0}],['补找零 Refill change',{do:'changeFloat',coinFen:10000,noteFen:20000}]]){const b=el('button',text);b.onclick=()=>post('board',body);$('money').append(b)}
for(const b of document.querySelectorAll('[data-do]'))b.onclick=()=>post('board',JSON.parse(b.dataset.do));
const more={lyingSensor:{lie:'claims-a-drop',times:1},jam:{times:1},neverFinishes:{times:1},restock:{count:1}};
for(const b of document.querySelectorAll('[data-slot]'))b.onclick=()=>post('board',{do:b.dataset.slot,slot:Number($('slot').value),...more[b.dataset.slot]});
$('net').onclick=()=>post('network',{plugged:!plugged});$('power').onclick=async()=>{const a=await post('power');if(a)frame.contentWindow.location.reload()};
function type(code){const d=frame.contentDocument,w=frame.contentWindow;if(!w.location.pathname.startsWith('/operator'))return say('先打开操作屏 · Open the operator screen first');
for(const key of [...code,'Enter'])d.dispatchEvent(new w.KeyboardEvent('keydown',{key,bubbles:true,cancelable:true}));say('✓ 已扫 Scanned '+code.replaceAll('\\u001d','␝'))}
$('scan').onclick=()=>type($('code').value.trim());
function doorRows(){for(const d of setup.doors){const where={cabinet:d.cabinet,door:d.door},row=el('div',undefined,{className:'row'}),pull=el('button','拉开 Pull'),shut=el('button','关上 Shut'),force=el('button','撬 Force',{className:'bad'});
pull.onclick=()=>post('board',{do:'pullDoor',...where});shut.onclick=()=>post('board',{do:'shutDoor',...where});force.onclick=()=>post('board',{do:'pullDoor',...where,byForce:true});
pull.dataset.pull=d.door;shut.dataset.shut=d.door;row.append(el('strong',d.door==='left'?'左门 Left':'右门 Right'),pull,shut,force);$('doorRows').append(row);
for(const slot of d.slots){const r=el('div',undefined,{className:'row'}),take=el('button','拿 Take'),put=el('button','放 Put');take.dataset.take=slot;
take.onclick=()=>post('board',{do:'takeFrom',slot,count:1});put.onclick=()=>post('board',{do:'takeFrom',slot,count:-1});r.append(el('span','格 '+slot+'：'),el('span','',{id:'real'+slot}),take,put);$('doorRows').append(r)}}}
(async()=>{setup=await(await fetch('/machine/setup')).json();$('name').textContent=setup.name;$('phone').href=setup.phone;
$('doors').hidden=setup.doors.length===0;$('cash').hidden=setup.machine==='cabinet';doorRows();
for(const c of setup.codes){const b=el('button',c.zh);b.dataset.code=c.code;b.append(document.createElement('br'),el('small',c.en));b.onclick=()=>type(c.code);$('codes').append(b)}
for(const p of setup.people){const tr=el('tr'),b=el('button','刷卡 Badge');b.onclick=()=>type(p.badge);tr.append(el('td',p.operator),el('td',p.pin),el('td',p.name),el('td',p.role));const td=el('td');td.append(b);tr.append(td);$('people').append(tr)}
show('/');fit();const look=async()=>known(await(await fetch('/machine/state')).json());await look();setInterval(()=>look().catch(()=>{}),1000)})();
</script>
</html>
`;
