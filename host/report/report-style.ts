/** The one style of a report's page: paper and ink, dark where the reader's system is, plain when it is printed. */
export const style = `
:root{color-scheme:light dark;--ink:#242424;--quiet:#616161;--line:#e0e0e0;--paper:#fff;--inset:#fafafa;--accent:#0f6cbd;--good:#0e700e;--warn:#8a3707;--bad:#b10e1c;--high:#b4142c;--medium:#e2661a;--low:#7590ac;--info:#4c8a86;--out:#8a8a8a}
 @media screen and (prefers-color-scheme:dark){:root{--ink:#fff;--quiet:#adadad;--line:#525252;--paper:#292929;--inset:#1f1f1f;--accent:#479ef5;--good:#54b054;--warn:#faa06b;--bad:#dc626d;--high:#f0697a;--medium:#f7a165;--low:#9db8d6;--info:#86c5c0;--out:#8f8f8f}}
body{margin:0;color:var(--ink);background:var(--paper);font:14px/20px 'Segoe UI Variable','Segoe UI',system-ui,sans-serif}
main{max-width:860px;margin:0 auto;padding:32px 24px}
h1{font-size:28px;line-height:36px;margin:0 0 4px;overflow-wrap:anywhere}
h2{font-size:18px;line-height:24px;margin:28px 0 8px}
h3{font-size:14px;line-height:20px;margin:0 0 4px;overflow-wrap:anywhere}
h4,caption{font-size:12px;line-height:16px;font-weight:600;margin:8px 0 4px;text-align:left}
p{margin:0 0 6px;overflow-wrap:anywhere}
.lead{color:var(--quiet);margin-bottom:16px}
.quiet,figcaption,footer{color:var(--quiet)}
.practice{background:#7449dc;color:#fff;padding:10px 14px;border-radius:4px;margin-bottom:16px}
.tally{font-weight:600;margin-top:12px}
.item{border:1px solid var(--line);border-radius:8px;padding:12px 16px;margin:0 0 12px;break-inside:auto}
h3,caption{break-after:avoid}
dl{display:grid;grid-template-columns:minmax(110px,max-content) minmax(0,1fr);gap:2px 16px;margin:0 0 8px;font-size:13px}
dt{color:var(--quiet)}
dd{margin:0;overflow-wrap:anywhere}
table{width:100%;border-collapse:collapse;font-size:12px;line-height:16px;margin:0 0 8px}
th,td{border-bottom:1px solid var(--line);padding:4px 8px 4px 0;vertical-align:top;text-align:left;overflow-wrap:anywhere}
th{color:var(--quiet);font-weight:400;white-space:nowrap}
tr{break-inside:avoid}
.number{text-align:right;font-variant-numeric:tabular-nums}
pre,.code{font:11.5px/16px 'Cascadia Code',Consolas,ui-monospace,monospace;white-space:pre-wrap;overflow-wrap:anywhere}
pre{background:var(--inset);border:1px solid var(--line);border-radius:4px;padding:8px 10px;margin:0 0 8px}
.state{display:inline-block;border:1px solid currentColor;border-radius:4px;padding:0 6px;font-size:12px;font-weight:600;margin-right:6px;color:var(--quiet)}
.met,.made{color:var(--good)}
.unmet,.open{color:var(--warn)}
.blocked,.failed{color:var(--bad)}
.waiting,.waiting-person{color:var(--accent)}
figure{margin:8px 0;break-inside:avoid}
svg{max-width:100%;height:auto;display:block;margin-top:6px}
.grid{stroke:var(--line)}
.tick{fill:var(--quiet);font-size:11px}
.label{fill:var(--ink);font-size:12px}
.mark{stroke:var(--ink)}
.dashed{stroke-dasharray:3 3}
.bar{fill:var(--accent)}
.later{opacity:.58}
.latest{opacity:.28}
.High{fill:var(--high)}
.Medium{fill:var(--medium)}
.Low{fill:var(--low)}
.Informational{fill:var(--info)}
.out{fill:none;stroke:var(--out);stroke-dasharray:2 2}
footer{font-size:12px;line-height:16px;margin-top:24px;overflow-wrap:anywhere}
 @media print{body{-webkit-print-color-adjust:exact;print-color-adjust:exact}main{max-width:none;padding:0}}
`;
