/** The report's one style sheet: no outside fonts or hosts, readable on a phone and on paper. */
export const pageStyle = `
:root{--ink:#1b1d22;--quiet:#5d6470;--line:#dfe3e8;--paper:#fff}
*{box-sizing:border-box}
body{margin:0;font:16px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;color:var(--ink);background:#f5f6f8}
header{padding:1.6rem max(1rem,calc(50% - 560px));color:#fff;background:#46505f}
header.positive{background:#9c1f2e}header.unclear{background:#8a5a00}header.not-seen{background:#1d5f54}header.no-result{background:#46505f}
header h1{margin:.2rem 0 .6rem;font-size:clamp(1.25rem,3.2vw,1.9rem);line-height:1.25}header p{margin:.15rem 0}.kicker{opacity:.85;font-size:.9rem}
main{max-width:1120px;margin:0 auto;padding:0 1rem}
section{background:var(--paper);border:1px solid var(--line);border-radius:10px;padding:1rem 1.2rem;margin:1rem 0}
section h2{font-size:1.05rem;margin:.1rem 0 .6rem}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(140px,1fr));gap:.8rem;background:none;border:0;padding:0}
.card{background:var(--paper);border:1px solid var(--line);border-radius:10px;padding:.8rem 1rem}
.card h2{font-size:.85rem;color:var(--quiet);font-weight:600;margin:0}.card .value{font-size:1.5rem;font-weight:650;margin:.1rem 0;font-variant-numeric:tabular-nums}
.note{color:var(--quiet);font-size:.88rem;margin:.1rem 0 .6rem}.card .note{margin:0}
.bar{margin:1rem 0;background:var(--paper);border:1px solid var(--line);border-radius:10px;padding:1rem}.bar{overflow-x:auto}.bar svg{width:100%;min-width:520px;height:auto;font:11px sans-serif;overflow:visible}
figcaption{color:var(--quiet);font-size:.82rem}
.cells{display:flex;flex-wrap:wrap;gap:.6rem}.cells figure{margin:0;width:104px}.cells img{width:104px;height:104px;object-fit:cover;border-radius:8px;border:1px solid var(--line)}

.cells .marked img{border:3px solid #d50032}
.fields{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,480px),1fr));gap:1rem}.fields figure{margin:0}.fields img{width:100%;border-radius:8px;border:1px solid var(--line)}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.92rem}th,td{text-align:left;padding:.35rem .6rem;border-bottom:1px solid var(--line)}.n{text-align:right;font-variant-numeric:tabular-nums}td.w{white-space:nowrap}td:first-child{min-width:7em;overflow-wrap:anywhere}tr.out td{color:var(--quiet)}
.legend span{display:inline-block;margin:.2rem .9rem .2rem 0;font-size:.85rem}.legend i{display:inline-block;width:.8em;height:.8em;border-radius:2px;margin-right:.35em}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.3rem 1rem;margin:0}dt{color:var(--quiet)}dd{margin:0;overflow-wrap:anywhere}
footer{max-width:1120px;margin:0 auto;padding:1rem;color:var(--quiet);font-size:.85rem}
@media (max-width:520px){dl{grid-template-columns:1fr}dt{margin-top:.4rem}}
@media print{body{background:#fff}section,.card{break-inside:avoid}}
`;
