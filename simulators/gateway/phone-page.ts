// The page that plays the shopper's phone: one HTML text, Chinese first, English second.

export const phonePage = `<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>手机支付 · Phone</title>
<style>
:root{font-family:system-ui,"Noto Sans CJK SC","Microsoft YaHei",sans-serif;color:#1c2421;background:#e9eeec}
*{box-sizing:border-box}body{margin:0;display:flex;justify-content:center}
main{width:100%;max-width:26rem;min-height:100vh;background:#f7f9f8;padding:1rem;display:flex;flex-direction:column;gap:.9rem}
h1{font-size:1.25rem;margin:.2rem 0}small{color:#5c6863;font-weight:400}h2{font-size:1rem;margin:.6rem 0 0}
form{display:flex;gap:.5rem}input{flex:1;min-width:0;font-size:1rem;padding:.7rem;border:1px solid #b6c2bd;border-radius:.6rem;background:#fff}
button{font-size:1rem;padding:.75rem 1rem;border:0;border-radius:.6rem;min-height:3rem;cursor:pointer;background:#dfe7e4;color:#1c2421}
button:disabled{opacity:.5}
article{background:#fff;border-radius:.9rem;padding:1rem;display:grid;gap:.5rem;box-shadow:0 1px 3px #0002;border-left:.4rem solid #07a35a}
article.alipay{border-color:#1677ff}.wechat .pay{background:#07a35a;color:#fff}.alipay .pay{background:#1677ff;color:#fff}
.list{display:grid;gap:.8rem}.two button{padding:.5rem;white-space:nowrap}.amount{font-size:2rem;font-weight:700;font-variant-numeric:tabular-nums}.row{display:flex;justify-content:space-between;gap:.5rem;align-items:baseline}
.two{display:grid;grid-template-columns:2fr 1fr;gap:.6rem}.muted{color:#5c6863;font-size:.85rem;word-break:break-all}
.back{color:#8a4b00;font-weight:600}#say{min-height:1.5rem;color:#8a1c1c}
</style>
<main>
<h1>手机支付 <small>Shopper's phone · simulation</small></h1>
<form id="scan"><input id="code" placeholder="粘贴付款码 · Paste a code" autocomplete="off" aria-label="付款码 Code"><button>打开 Open</button></form>
<div id="say" role="status"></div>
<h2>待付款 <small>Waiting</small></h2><div id="open" class="list"></div>
<h2>账单 <small>Paid and refunded</small></h2><div id="done" class="list"></div>
</main>
<script>
const $=id=>document.getElementById(id),el=(tag,cls,text)=>{const e=document.createElement(tag);if(cls)e.className=cls;if(text!==undefined)e.textContent=text;return e};
const yuan=fen=>'¥'+(fen/100).toFixed(2),names={wechat:'微信支付 WeChat Pay',alipay:'支付宝 Alipay'};
const words={'already-paid':'已经付过 · Already paid','already-closed':'订单已关闭 · Closed by the merchant',expired:'付款码已过期 · Expired','no-code':'不认识这个码 · Unknown code'};
async function post(path,body){const r=await fetch(path,{method:'POST',headers:{'content-type':'application/json'},body:JSON.stringify(body)});const a=await r.json();$('say').textContent=r.ok?'':(words[a.error]||a.error);await load();}
function card(o){const a=el('article',o.provider);a.dataset.order=o.orderNo;const head=el('div','row');head.append(el('strong','',names[o.provider]),el('span','muted',o.merchant));
a.append(head,el('div','amount',yuan(o.amountFen)),el('div','',o.subject));return a}
function openCard(o){const a=card(o),two=el('div','two'),p=el('button','pay','支付 Pay'),r=el('button','refuse','不付 Refuse');
p.onclick=()=>{p.disabled=true;post('phone/pay',{codeUrl:o.codeUrl})};r.onclick=()=>post('phone/refuse',{codeUrl:o.codeUrl});two.append(p,r);a.append(two,el('div','muted',o.codeUrl));return a}
function doneCard(o){const a=card(o);a.append(el('div','','已支付 Paid · '+new Date(o.paidMs).toLocaleTimeString()));
for(const f of o.refunds)a.append(el('div','back',(f.done?'已退款 Refunded ':'退款中 Refund on its way ')+yuan(f.amountFen)));a.append(el('div','muted',o.orderNo));return a}
let seen='';async function load(){const s=await(await fetch('phone/state')).json(),t=JSON.stringify(s);if(t===seen)return;seen=t;
$('open').replaceChildren(...(s.open.length?s.open.map(openCard):[el('p','muted','没有待付款 · Nothing to pay')]));
$('done').replaceChildren(...s.done.map(doneCard));}
$('scan').onsubmit=e=>{e.preventDefault();post('phone/scan',{codeUrl:$('code').value.trim()});};
load();setInterval(()=>load().catch(()=>{}),1000);
</script>
</html>
`;
