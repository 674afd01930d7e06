/**
 * The pages' one style sheet. Phone first; light and dark by the reader's system; every text at least 4.5:1 against what it stands on
 * (WCAG 2.2, 1.4.3: measured in test/supervise/layout-style.test.ts), controls at least 44 px high where they stand alone.
 */
export const style = `
:root{color-scheme:light dark;
--ink:#1b1d22;--quiet:#545b66;--line:#d9dee4;--edge:#7d8794;--paper:#fff;--ground:#f4f6f7;--link:#0b5c78;--accent:#17594e;--on-accent:#fff;
--top:#16453d;--on-top:#fff;--top-quiet:#c8ded9;
--good:#17594e;--good-ground:#e2f1ed;--warn:#7a4d00;--warn-ground:#fdf1d8;--bad:#9c1f2e;--bad-ground:#fbe6e8;--none:#46505f;--none-ground:#e9edf1}
@media (prefers-color-scheme:dark){:root{
--ink:#e8ebee;--quiet:#a6afba;--line:#353c44;--edge:#7d8794;--paper:#1c2126;--ground:#14181b;--link:#7cc7e3;--accent:#7cc9b8;--on-accent:#0c211d;
--top:#10302b;--on-top:#fff;--top-quiet:#b4d2cb;
--good:#85d3c1;--good-ground:#17352f;--warn:#f0c46c;--warn-ground:#3b2d10;--bad:#ff9aa5;--bad-ground:#441c22;--none:#b9c3ce;--none-ground:#2a323a}}
*,*::before,*::after{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;color:var(--ink);background:var(--ground)}
.wide{max-width:1160px;margin:0 auto;padding:0 1rem}
h1{font-size:1.5rem;line-height:1.25;margin:1.2rem 0 .8rem;overflow-wrap:anywhere}
h2{font-size:1.08rem;line-height:1.3;margin:0 0 .6rem}
h3{font-size:1rem;margin:1rem 0 .3rem}
p{margin:.4rem 0}a{color:var(--link)}
:focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:3px}
.skip{position:absolute;left:-99rem}.skip:focus{left:.5rem;top:.5rem;z-index:9;background:var(--paper);padding:.6rem 1rem}

.top{background:var(--top);color:var(--on-top)}.top>.wide{display:flex;align-items:center;gap:.2rem 1.5rem;flex-wrap:wrap}
.top :focus-visible{outline-color:#fff}
.brand{display:inline-flex;align-items:center;gap:.55rem;color:inherit;text-decoration:none;font-weight:650;font-size:1.1rem;min-height:48px}
.brand svg{width:1.6rem;height:1.6rem;fill:none;stroke:currentColor;stroke-width:2}.brand .dot{fill:#e9a6c0;stroke:none}
.brand small{font-weight:400;font-size:.9rem;color:var(--top-quiet);margin-left:.4rem}
nav{display:flex;flex:1;align-items:stretch;position:relative}
nav ul{list-style:none;margin:0;padding:0}nav .main{display:flex;flex:1;min-width:0;overflow-x:auto;scrollbar-width:none}
nav .main a,nav summary{display:flex;align-items:center;padding:0 .7rem;min-height:48px;color:var(--on-top);text-decoration:none;white-space:nowrap;border-bottom:3px solid transparent}
nav .main a[aria-current]{border-color:#e9a6c0;font-weight:650}
nav .main a:hover,nav summary:hover{background:#ffffff1f}
nav summary{cursor:pointer;list-style:none}nav summary::-webkit-details-marker{display:none}nav summary::after{content:"";border:5px solid transparent;border-top-color:currentColor;margin:5px 0 0 .45rem}
.menu>div{position:absolute;right:0;top:100%;z-index:5;min-width:16rem;max-width:calc(100vw - 2rem);background:var(--paper);color:var(--ink);border:1px solid var(--line);border-radius:10px;box-shadow:0 8px 28px #0005;padding:.4rem 0}
.menu h2{font-size:.82rem;color:var(--quiet);font-weight:600;margin:.5rem 1rem .1rem;padding-top:.5rem;border-top:1px solid var(--line)}
.menu a,.menu button{display:block;width:100%;padding:.55rem 1rem;color:var(--ink);text-decoration:none;text-align:left}
.menu a:hover,.menu button:hover{background:var(--none-ground)}.menu a[aria-current]{font-weight:650}
.menu :focus-visible{outline-color:var(--link);outline-offset:-3px}
@media (max-width:899px){.main .rest{display:none}}@media (min-width:900px){.menu .rest{display:none}.menu .rest+h2{border-top:0;margin-top:0}}
@media (max-width:620px){.top>.wide{padding:0 .5rem}.brand{padding-left:.5rem}nav{flex:1 0 100%;min-width:0}nav .main a[aria-current]{font-weight:inherit}nav .main a,nav summary{padding:0 .45rem;font-size:.93rem}}
@media (max-width:400px){.top>.wide{padding:0}nav .main a,nav summary{padding:0 .34rem;font-size:.87rem}}
footer{color:var(--quiet);font-size:.86rem;padding-top:1rem;padding-bottom:2rem}footer p{margin:.1rem 0}
footer.door{margin-top:0;padding-left:1rem;padding-right:1rem}.languages a{display:inline-block;padding:.5rem .9rem .5rem 0}

.card{background:var(--paper);border:1px solid var(--line);border-radius:12px;padding:1rem 1.1rem;margin:0 0 1rem}
.narrow{max-width:30rem}.door{max-width:26rem;margin:clamp(0rem,6vh,4rem) auto 0}main .door h1{margin:0 0 .8rem}.card>:last-child{margin-bottom:0}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:.7rem;margin:0 0 1rem}
.figure{background:var(--paper);border:1px solid var(--line);border-radius:12px;padding:.75rem 1rem;color:inherit;text-decoration:none;display:block}
a.figure:hover{border-color:var(--edge)}
.figure b{display:block;font-size:1.9rem;line-height:1.15;font-weight:650;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
.figure span{display:block;color:var(--quiet);font-size:.88rem}
.figure.good b{color:var(--good)}.figure.warn b{color:var(--warn)}.figure.bad b{color:var(--bad)}
.columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,22rem),1fr));gap:0 1rem}
.quiet{color:var(--quiet);font-weight:400}.small{font-size:.88rem}
.badge{display:inline-block;padding:.05rem .55rem;border-radius:99px;font-size:.85rem;font-weight:600;white-space:nowrap;color:var(--none);background:var(--none-ground)}
.badge.good{color:var(--good);background:var(--good-ground)}.badge.warn{color:var(--warn);background:var(--warn-ground)}.badge.bad{color:var(--bad);background:var(--bad-ground)}
.notice{border-radius:10px;padding:.7rem 1rem;margin:0 0 1rem;color:var(--none);background:var(--none-ground);border-left:4px solid}
.notice.good{color:var(--good);background:var(--good-ground)}.notice.warn{color:var(--warn);background:var(--warn-ground)}.notice.bad{color:var(--bad);background:var(--bad-ground)}
.notice p{margin:.15rem 0}.notice code{color:inherit}

.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.95rem}caption{text-align:left;color:var(--quiet);padding-bottom:.3rem}
th,td{text-align:left;vertical-align:top;padding:.5rem .7rem .5rem 0;border-bottom:1px solid var(--line);overflow-wrap:break-word}
th{font-size:.86rem;color:var(--quiet);font-weight:600;overflow-wrap:normal}tbody th{font-size:inherit;color:inherit}tbody tr:last-child>*{border-bottom:0}
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}td.n+td,th.n+th{padding-left:.7rem}.nowrap,td time,td code,td button,td .button{white-space:nowrap}
@media (max-width:620px){table.stacked thead{position:absolute;left:-99rem}table.stacked,table.stacked tbody{display:block}
table.stacked tr{display:block;padding:.6rem 0;border-bottom:1px solid var(--line)}table.stacked tr:last-child{border:0}table.stacked tbody tr:first-child{padding-top:0}
table.stacked td,table.stacked tbody th{display:flex;justify-content:space-between;gap:1rem;border:0;padding:.15rem 0;text-align:right}
table.stacked td>*,table.stacked th>*{min-width:0}table.stacked td time{white-space:normal}
table.stacked [data-label]::before{content:attr(data-label);color:var(--quiet);text-align:left;flex:none;font-weight:400}
table.stacked td:not([data-label]),table.stacked tbody th{text-align:left;font-size:1rem;color:var(--ink)}table.stacked td:empty{display:none}}
dl{display:grid;grid-template-columns:minmax(8rem,max-content) 1fr;gap:.3rem 1.2rem;margin:0}dt{color:var(--quiet)}dd{margin:0;overflow-wrap:anywhere}
@media (max-width:460px){dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.5rem}}
pre,code{font:.88em/1.5 ui-monospace,"DejaVu Sans Mono",Menlo,Consolas,monospace;overflow-wrap:anywhere}
pre{white-space:pre-wrap;background:var(--ground);border:1px solid var(--line);border-radius:8px;padding:.7rem;margin:.6rem 0;max-height:30rem;overflow:auto}
.secret{font-size:1.25rem;letter-spacing:.03em;user-select:all}

label,.label{display:block;font-weight:600;margin:.8rem 0 .25rem}.hint{color:var(--quiet);font-size:.88rem;margin:.2rem 0}
input,select,textarea{font:inherit;color:var(--ink);background:var(--paper);border:1px solid var(--edge);border-radius:8px;padding:.55rem .7rem;min-height:44px;width:100%;max-width:100%}
textarea{min-height:6rem}input[type=checkbox],input[type=radio]{width:1.25rem;height:1.25rem;min-height:0;margin:0 .5rem 0 0;vertical-align:-.2rem;accent-color:var(--accent)}
button,.button{font:inherit;font-weight:600;cursor:pointer;display:inline-block;text-decoration:none;min-height:44px;padding:.55rem 1.1rem;border-radius:8px;border:1px solid var(--accent);background:var(--accent);color:var(--on-accent)}
button:hover,.button:hover{filter:brightness(1.12)}
button.second,.button.second{background:none;color:var(--link);border-color:var(--edge)}
button.danger{background:none;color:var(--bad);border-color:currentColor}
button.plain{font-weight:400;border:0;background:none;color:inherit;border-radius:0;min-height:0}
form .actions{margin-top:1.1rem;display:flex;gap:.7rem;flex-wrap:wrap;align-items:center}
form.inline{display:inline}form.row{display:flex;flex-wrap:wrap;gap:.6rem 1rem;align-items:end;margin:0 0 1rem}form.row label{margin:0}form.row>div{flex:1 1 10rem}
td form{margin:0}td button,td .button{min-height:36px;padding:.25rem .7rem;font-size:.92rem}
[aria-invalid=true]{border-color:var(--bad);border-width:2px}.problem{color:var(--bad);font-weight:600;margin:.25rem 0}
.tabs{display:flex;flex-wrap:wrap;gap:.5rem;margin:0 0 1rem}
.pager{display:flex;justify-content:space-between;gap:1rem;margin:0 0 1rem}
details>summary{cursor:pointer}
@media (prefers-reduced-motion:no-preference){a.figure,button{transition:filter .1s,border-color .1s}}
@media print{:root{color-scheme:light;--ink:#000;--quiet:#333;--paper:#fff;--ground:#fff;--line:#999}
nav,.skip,.pager,form.row,.noprint{display:none!important}body{font-size:11pt}.top{background:none;color:#000;border-bottom:2px solid #000}.brand small{color:#333}
.card,.figure{border-color:#999}.figure,figure,tr,.card li{break-inside:avoid}h2{break-after:avoid}.wide{max-width:none;padding:0}a{color:inherit}.badge{border:1px solid}}
`;

/** The mark in the browser's tab: a red cell with a ring in it. */
export const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><circle cx="12" cy="12" r="9" fill="#f7dce4" stroke="#16453d" stroke-width="2"/><circle cx="15" cy="8.8" r="3" fill="#9c1f5e"/></svg>`;
