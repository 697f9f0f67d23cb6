namespace Pals.Exam.ItemBank.Reports;

/// <summary>
/// The one style sheet of all reports. Series colours follow Okabe and Ito's palette, which readers with any colour vision tell apart.
/// </summary>
internal static class ReportStyle
{
    public const string Css = """

        :root { --paper: #fff; --ink: #1a1a1a; --soft: #595959; --rule: #d9d9d9; --warn: #8a3b00; --warn-paper: #fff4e8;
                --s0: #0072b2; --s1: #c04e00; --s2: #00795a; --s3: #a34a86; --s4: #6b6b00; --s5: #404040; }
        @media (prefers-color-scheme: dark) {
          :root { --paper: #16181b; --ink: #e8e8e6; --soft: #b0b0ac; --rule: #3a3d42; --warn: #ffb87a; --warn-paper: #2c2118;
                  --s0: #56b4e9; --s1: #f08a4b; --s2: #35c39a; --s3: #e39bc8; --s4: #e0d34a; --s5: #c8c8c8; } }
        @media print {
          :root { --paper: #fff; --ink: #000; --soft: #333; --rule: #bbb; --warn: #000; --warn-paper: #fff;
                  --s0: #0072b2; --s1: #c04e00; --s2: #00795a; --s3: #a34a86; --s4: #6b6b00; --s5: #404040; }
        }
        * { box-sizing: border-box; }
        body { margin: 0 auto; padding: 2.5rem 1.25rem 4rem; max-width: 62rem; background: var(--paper); color: var(--ink);
               font: 16px/1.5 "Source Serif 4", Charter, Georgia, "Times New Roman", serif; }
        h1 { font-size: 1.75em; line-height: 1.2; margin: 0 0 .2em; } h2 { font-size: 1.25em; margin: 2.2em 0 .6em; }
        header > p { color: var(--soft); margin: 0; } p { max-width: 44rem; }
        nav ol { list-style: none; padding: 0; margin: 1em 0 0; display: flex; flex-wrap: wrap; gap: .2em 1.4em; } a { color: var(--s0); }
        .flags { margin: 0; padding: .8em 1em .8em 2.2em; border-left: 4px solid var(--warn); background: var(--warn-paper); }
        .flags li::marker { color: var(--warn); } .clear { border-left: 4px solid var(--s2); padding: .4em 1em; }
        .facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(11rem, 1fr)); gap: .7em 1.4em; margin: 0; }
        .facts dt { color: var(--soft); font-size: .85em; } .facts dd { margin: 0; font-variant-numeric: tabular-nums; }
        .table { overflow-x: auto; } table { border-collapse: collapse; font-size: .88em; font-variant-numeric: tabular-nums; margin: .4em 0 1.2em; }
        caption { text-align: left; color: var(--soft); padding-bottom: .4em; }
        th, td { padding: .22em .8em .22em 0; text-align: left; border-bottom: 1px solid var(--rule); white-space: nowrap; }
        td:last-child { white-space: normal; }
        th { border-bottom: 1.5px solid var(--ink); font-weight: 600; } .figure { text-align: right; }
        figure { margin: 0 0 1.4em; } figcaption { color: var(--soft); font-size: .9em; max-width: 44rem; }
        .small-multiples { display: grid; grid-template-columns: repeat(auto-fill, minmax(16rem, 1fr)); gap: .8rem; } .small-multiples figure { margin: 0; }
        .plot { width: 100%; height: auto; font-family: system-ui, "Segoe UI", Helvetica, Arial, sans-serif; }
        .plot text { fill: var(--ink); font-size: 11px; } .plot .heading { font-size: 13px; font-weight: 600; }
        .plot .tick, .plot .label { fill: var(--soft); } .plot .note { font-size: 10px; }
        .plot .grid { stroke: var(--rule); stroke-width: .6; fill: none; } .plot .axis { stroke: var(--ink); fill: none; }
        .plot .reference { stroke: var(--ink); stroke-width: 1; stroke-dasharray: 2 3; fill: none; }
        .plot .line { fill: none; stroke-width: 1.8; stroke-linejoin: round; } .plot .whisker { fill: none; stroke-width: 1; } .plot .dot { stroke: none; }
        .plot .bar { stroke: var(--paper); stroke-width: .6; fill-opacity: .8; }
        .plot .line.s0, .plot .whisker.s0 { stroke: var(--s0); } .plot .dot.s0, .plot .bar.s0 { fill: var(--s0); }
        .plot .line.s1, .plot .whisker.s1 { stroke: var(--s1); } .plot .dot.s1, .plot .bar.s1 { fill: var(--s1); }
        .plot .line.s2, .plot .whisker.s2 { stroke: var(--s2); } .plot .dot.s2, .plot .bar.s2 { fill: var(--s2); }
        .plot .line.s3, .plot .whisker.s3 { stroke: var(--s3); } .plot .dot.s3, .plot .bar.s3 { fill: var(--s3); }
        .plot .line.s4, .plot .whisker.s4 { stroke: var(--s4); } .plot .dot.s4, .plot .bar.s4 { fill: var(--s4); }
        .plot .line.s5, .plot .whisker.s5 { stroke: var(--s5); } .plot .dot.s5, .plot .bar.s5 { fill: var(--s5); }
        .plot .line.s1 { stroke-dasharray: 7 3; } .plot .line.s2 { stroke-dasharray: 3 2; } .plot .line.s3 { stroke-dasharray: 9 3 2 3; }
        .plot .line.s4 { stroke-dasharray: 1.5 2.5; } .plot .line.s5 { stroke-dasharray: 12 3; }
        @media print {
          @page { margin: 15mm; }
          body { font-size: 9.5pt; max-width: none; padding: 0; } nav { display: none; } h2 { break-after: avoid; }
          figure, tr, .facts > div { break-inside: avoid; } thead { display: table-header-group; }
          .table { overflow: visible; } table { font-size: 7.5pt; } th, td { padding-right: .5em; white-space: normal; }
          .small-multiples { grid-template-columns: repeat(3, 1fr); gap: 4mm; } }

        """;
}
