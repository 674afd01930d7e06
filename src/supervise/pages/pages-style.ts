/** What these pages add to the common style sheet: lists of slides and alerts, drawings, cells, the printed sheet. */
export const pagesStyle = `
.choice ul{display:flex;flex-wrap:wrap;gap:.4rem;list-style:none;margin:0 0 1rem;padding:0}
.choice a{display:flex;align-items:center;min-height:44px;padding:0 .8rem;border:1px solid var(--edge);border-radius:99px;background:var(--paper);color:var(--ink);text-decoration:none;white-space:nowrap}
.choice a[aria-current]{background:var(--accent);border-color:var(--accent);color:var(--on-accent);font-weight:650}
.tone.bad,.tone.bad a{color:var(--bad)}.tone.warn,.tone.warn a{color:var(--warn)}
nav.choice{display:block}.lead{font-size:1.02rem}.lead .badge{margin-left:.25rem}
.figures{grid-template-columns:repeat(auto-fit,minmax(min(100%,9.2rem),1fr))}
@media (max-width:620px){td a:only-child,th a:only-child{display:inline-flex;align-items:center;min-height:44px}dd a{display:inline-flex;align-items:center;min-height:44px}}
.row-link{display:inline-flex;flex-wrap:wrap;column-gap:.4rem;align-items:center;min-height:44px;text-decoration:none}
input,select{max-width:30rem}

.news{position:sticky;top:.5rem;z-index:3;display:flex;gap:.8rem;align-items:center;justify-content:space-between;background:var(--paper);border:2px solid var(--accent);border-radius:12px;padding:.4rem .4rem .4rem 1rem;margin:0 0 1rem;font-weight:650;box-shadow:0 4px 14px #0003}
.news[hidden]{display:none}

.alerts{list-style:none;margin:0 0 1rem;padding:0;display:grid;gap:.5rem;grid-template-columns:repeat(auto-fit,minmax(min(100%,15rem),1fr))}
.alert{display:block;height:100%;padding:.6rem .9rem;border-radius:12px;border:1px solid var(--line);border-left:5px solid var(--none);background:var(--paper);color:var(--ink);text-decoration:none;min-height:44px}
.alert:hover{border-color:var(--edge)}.alert b{display:block}.alert .small{color:var(--quiet)}
.alert.bad{border-left-color:var(--bad)}.alert.bad b{color:var(--bad)}.alert.warn{border-left-color:var(--warn)}.alert.warn b{color:var(--warn)}.count{font-variant-numeric:tabular-nums}.count::before{content:"· "}
.alert-kind{border-left:5px solid var(--none)}.alert-kind.bad{border-left-color:var(--bad)}.alert-kind.warn{border-left-color:var(--warn)}.alert-kind h3{margin:0}
.links{list-style:none;margin:.4rem 0 0;padding:0;columns:22rem auto;column-gap:2rem}.links li{break-inside:avoid;border-top:1px solid var(--line)}.links a{display:block;padding:.65rem 0;text-decoration:none;overflow-wrap:anywhere}.links a:hover{text-decoration:underline}

.sites{list-style:none;margin:0;padding:0}.sites li{padding:.6rem 0;border-top:1px solid var(--line)}.sites li:first-child{border:0}
.sites .name{display:inline-flex;align-items:center;min-height:44px;font-weight:650;font-size:1.05rem}.numbers{display:block}
.sites .numbers{display:grid;grid-template-columns:repeat(4,1fr);gap:.4rem}.sites .numbers>*{display:block;min-height:44px;text-decoration:none;color:var(--ink)}
.sites .numbers b{display:block;font-size:1.35rem;line-height:1.2;font-variant-numeric:tabular-nums}.sites .numbers small{display:block;color:var(--quiet);font-size:.82rem;line-height:1.25}
.sites .numbers span b{color:var(--quiet);font-weight:400}.sites a.bad b{color:var(--bad)}.sites a.warn b{color:var(--warn)}.sites .numbers a:hover b{text-decoration:underline}
.trouble{display:flex;flex-wrap:wrap;gap:.3rem;margin:.3rem 0 0}.trouble:empty{display:none}
@media (min-width:900px){.sites li{display:grid;grid-template-columns:9rem 1fr 20rem;gap:1rem;align-items:start}.trouble{margin:.3rem 0}}

.slides{list-style:none;padding:0 1.1rem}.slides li+li{border-top:1px solid var(--line)}
.slides a{display:grid;gap:.1rem;padding:.75rem 0;color:inherit;text-decoration:none;min-height:44px}
.slides a:hover .label{text-decoration:underline}.slides .what{display:flex;flex-wrap:wrap;gap:.2rem .5rem;align-items:baseline}
.exports{display:flex;flex-wrap:wrap;gap:.6rem;align-items:center}.slides .label{font-size:1.05rem;overflow-wrap:anywhere}.undated{font-style:italic}
@media (min-width:900px){.slides a{grid-template-columns:17rem 1fr 19rem;gap:1rem;align-items:baseline}}
.filter summary{font-weight:650;min-height:44px;display:flex;align-items:center;margin:-.5rem 0}
.filter summary::before{content:"";border:6px solid transparent;border-left-color:currentColor;margin-right:.3rem}.filter[open] summary::before{border-color:currentColor transparent transparent;margin:6px .5rem 0 0}
.filters{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,13rem),1fr));gap:.2rem 1rem;align-items:end}.filters .actions,.filters .hint{grid-column:1/-1}

figure{margin:0}svg text{font-size:12px;fill:var(--quiet)}
svg .axis{stroke:var(--edge)}svg .grid{stroke:var(--line)}svg .limit{stroke:var(--bad);stroke-dasharray:4 4}svg text.limit{stroke:none;fill:var(--bad)}
.legend{display:flex;flex-wrap:wrap;gap:.1rem 1.1rem;font-size:.88rem;margin:0 0 .5rem}
.key::before{content:"";display:inline-block;width:.85em;height:.85em;border-radius:2px;margin-right:.4em;vertical-align:-.08em}
.key.positive::before{background:var(--bad)}.key.unclear::before{background:#d99a1c}.key.other::before{background:#9db3b0}
.daily .positive{fill:var(--bad)}.daily .unclear{fill:#d99a1c}.daily .other{fill:#9db3b0}
.interval{max-width:44rem;margin:.4rem 0}.interval .bar{fill:#7d8794}.interval .bar.positive{fill:#c9566a}.interval .bar.unclear{fill:#d99a1c}.interval .bar.not-seen{fill:#5ea797}
.interval .point{fill:var(--ink);stroke:var(--paper);stroke-width:2}figcaption{color:var(--quiet);font-size:.88rem}
.history .line{stroke:var(--link);stroke-width:2;stroke-linecap:round}.history .point{fill:var(--link)}.history figcaption b{color:var(--ink);font-size:1.1rem;margin-left:.3rem}
.plots{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,22rem),1fr));gap:1.2rem 2rem}

.head{border-left:6px solid var(--none);background:var(--paper);border-radius:12px;padding:.9rem 1.1rem;margin:1rem 0;border-top:1px solid var(--line);border-right:1px solid var(--line);border-bottom:1px solid var(--line)}
.head h1{margin:.1rem 0 .3rem}.head p{margin:.15rem 0}.head .kicker{color:var(--quiet);font-size:.92rem}.head .stands{display:flex;flex-wrap:wrap;gap:.3rem .6rem;align-items:baseline}.head .stands .badge{font-size:1.05rem;padding:.15rem .8rem}
.head.bad{border-left-color:var(--bad)}.head.warn{border-left-color:var(--warn)}.head.good{border-left-color:var(--good)}.head .severe{color:var(--bad);font-weight:650}
.estimates{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,17rem),1fr));gap:.2rem 1.5rem;margin:.4rem 0 .8rem}.estimates p{margin:0}.estimates b{font-size:2rem;line-height:1.2;font-variant-numeric:tabular-nums;white-space:nowrap}.estimates small{display:block;color:var(--quiet);font-size:.95rem}
.estimates.bad b{color:var(--bad)}.estimates.warn b{color:var(--warn)}.estimates.good b{color:var(--good)}
.said{font-size:1.05rem}.wording{padding-left:1.2rem}main details>summary{min-height:44px;display:flex;align-items:center;color:var(--link)}main details>summary::-webkit-details-marker{display:none}
main .filter>summary{color:inherit}
.card>details>summary:not(nav *)::before{content:"";border:5px solid transparent;border-left-color:currentColor;margin-right:.3rem}.card>details[open]>summary::before{transform:rotate(90deg)}

.cells{list-style:none;padding:0;margin:0 0 .5rem;display:grid;gap:1rem;grid-template-columns:repeat(auto-fill,minmax(min(100%,21rem),1fr))}
.cell{display:flex;gap:.8rem;align-items:flex-start;scroll-margin-top:1rem}.cell>div{flex:1;min-width:0}.cell p{margin:0 0 .3rem}
.cell img{width:120px;height:120px;object-fit:cover;border-radius:10px;border:1px solid var(--line);background:var(--ground);flex:none}
.labels{display:grid;grid-template-columns:1fr 1fr;gap:.4rem}.labels button{padding:.3rem .2rem;font-size:.86rem;line-height:1.2;font-weight:550;color:var(--ink)}
.labels [aria-pressed]{background:var(--accent);border-color:var(--accent);color:var(--on-accent)}.words{list-style:none;padding:0;margin:.4rem 0 0}
:target{outline:3px solid var(--link);outline-offset:4px;border-radius:6px}

.fields{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,24rem),1fr));gap:1rem;margin:.5rem 0}
.frame{position:relative;background:var(--none-ground);border-radius:10px;overflow:hidden}.frame img,.plain-field{display:block;width:100%;height:auto}
.frame svg{display:block;width:100%}.frame .over{position:absolute;inset:0;height:100%}.frame rect{fill:none;stroke:#d50032}.field{max-width:44rem}

.decisions{border:0;padding:0;margin:0;display:grid;gap:.5rem;grid-template-columns:repeat(auto-fit,minmax(min(100%,15rem),1fr))}
.decision{display:flex;gap:.3rem;align-items:flex-start;border:1px solid var(--edge);border-radius:10px;padding:.7rem .8rem;margin:0;font-weight:400;cursor:pointer}
.decision input{flex:none;margin-top:.15rem}.decision b,.decision small{display:block}.decision small{color:var(--quiet);font-size:.88rem}
.decision:has(:checked){border-color:var(--accent);box-shadow:inset 0 0 0 1px var(--accent);background:var(--good-ground)}
.visually-hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.history-list{padding-left:1.2rem;margin:0}.history-list li{margin:.3rem 0;overflow-wrap:anywhere}
.big{font-size:1.5rem}.actions{margin-top:1rem}

.printonly{display:none}
@media print{@page{size:A4;margin:14mm}.screen,footer,.notice{display:none!important}.printonly{display:block}main .head{border:0;border-left:6px solid #000;border-radius:0;padding:.2rem .8rem;margin:.5rem 0}
.head .severe{color:#000}.printonly h2{margin:.4rem 0}.printonly .big{font-size:1.15rem;margin:.3rem 0}.printonly dl{font-size:10pt;grid-template-columns:11rem 1fr;gap:.15rem 1rem}
.printonly code{font-size:7.5pt}.printonly .pictures{display:flex;gap:.5rem;margin:.6rem 0}.printonly .pictures img{width:24mm;height:24mm;object-fit:cover}.printonly .interval{max-width:100%}
.printonly .sign{margin-top:9mm;border-bottom:1px solid #000;padding-bottom:8mm}svg rect,svg circle,.badge,.head,.key::before{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
`;
