"""The look of the stage: constant style sheets, no text of users in them.

``--u`` is the 1440th part of the stage's width, so that a slide looks the same on every
projector; a phone gets one column that scrolls.
"""

from __future__ import annotations

from cbam.present.theme import Palette

_STAGE = """
[data-testid=stHeader],[data-testid=stToolbar],[data-testid=stSidebar],[data-testid=stBottom]
{display:none!important}
.stMain{overflow:hidden}
[data-testid=stMainBlockContainer]>[data-testid=stVerticalBlock]>:not(:has(.st-key-stage)){visibility:hidden}
.st-key-stage{--u:calc(min(100vw,177.78dvh)/1440);position:fixed!important;inset:0;z-index:99990;
width:100vw!important;height:100dvh!important;overflow:auto;gap:0!important;
background:var(--paper);color:var(--ink)}
.st-key-slide{width:min(100vw,177.78dvh)!important;height:min(100dvh,56.25vw)!important;
flex:none!important;margin:auto;overflow:auto;
padding:calc(28*var(--u)) calc(56*var(--u)) calc(8*var(--u));gap:calc(10*var(--u))!important;
flex-wrap:nowrap!important}
.st-key-slide>*{flex-shrink:0}
.st-key-slide h2{font-size:calc(37*var(--u))!important;line-height:1.2!important;padding:0!important;
font-weight:700;text-wrap:balance;overflow-wrap:anywhere}
.st-key-slide [data-testid=stHeading]{padding:0}
.st-key-slide [data-testid=stMarkdownContainer]{margin:0!important}
.st-key-slide [data-testid=stElementContainer]:has([data-testid=stPlotlyChart])
{flex:1 1 0!important;min-height:calc(200*var(--u))!important}
.st-key-slide>:has(.stage-foot),.st-key-slide>:has(.stage-large),.st-key-slide>:has(.stage-title)
{margin-top:auto}
.stage-figures{display:flex;gap:calc(24*var(--u))}
.stage-figures>div{flex:1 1 0;border-left:calc(5*var(--u)) solid var(--ink);padding-left:calc(16*var(--u))}
.stage-figures span,.stage-figures i{display:block;font-size:calc(24*var(--u));line-height:1.25;
font-style:normal;color:var(--soft)}
.stage-figures b{display:block;font-size:calc(36*var(--u));line-height:1.15;font-variant-numeric:tabular-nums}
.stage-figures div>b,.stage-figures div>i{display:inline}
.stage-large div>i,.stage-large div>b{display:block}
.stage-large b{font-size:calc(60*var(--u))}
.stage-large.stage-over10 b{font-size:calc(46*var(--u))}
.stage-large.stage-over13 b{font-size:calc(34*var(--u))}
.stage-large span,.stage-large i{font-size:calc(28*var(--u))}
.stage-large>div{padding-top:calc(10*var(--u));padding-bottom:calc(10*var(--u))}
.stage-lines{font-size:calc(24*var(--u));line-height:1.35}
.stage-lines.stage-alone{font-size:calc(30*var(--u));line-height:1.45}
.stage-lines>div{margin:0 0 calc(4*var(--u))}
.stage-alone>div{margin:0 0 calc(16*var(--u))}
.stage-assumed{font-size:calc(24*var(--u));line-height:1.3;color:var(--amber);margin:0}
.stage-table{width:100%;border-collapse:collapse;font-size:calc(24*var(--u));line-height:1.2}
.stage-table th{font-weight:600;color:var(--soft);text-align:left}
.stage-table td,.stage-table th{border:0;border-bottom:1px solid var(--line);
padding:calc(3*var(--u)) calc(18*var(--u)) calc(2*var(--u)) 0;vertical-align:top}
.stage-table td:first-child{font-weight:600;width:21%}
.stage-foot{display:flex;gap:calc(24*var(--u));align-items:flex-end;justify-content:space-between;
border-top:1px solid var(--line);padding-top:calc(6*var(--u));
font-size:calc(24*var(--u));line-height:1.25;color:var(--soft)}
.stage-foot a{flex:none;line-height:0;background:#fff}
.stage-foot a img{width:calc(88*var(--u));height:calc(88*var(--u))}
.stage-foot .stage-logo{flex:none;max-height:calc(84*var(--u));max-width:calc(220*var(--u))}
.stage-title{display:flex;gap:calc(56*var(--u));align-items:center;justify-content:space-between}
.stage-said{font-size:calc(30*var(--u));line-height:1.4;margin:0 0 calc(10*var(--u))}
.stage-who{font-size:calc(36*var(--u));font-weight:600}
.stage-title figure{flex:none;margin:0;text-align:center;font-size:calc(24*var(--u));color:var(--soft)}
.stage-title a{display:inline-block;background:#fff;line-height:0}
.stage-title a img{width:calc(300*var(--u));height:calc(300*var(--u))}
.stage-logo{display:block;max-height:calc(120*var(--u));max-width:calc(420*var(--u));
margin-bottom:calc(20*var(--u))}
.st-key-first h2{font-size:calc(54*var(--u))!important}
.st-key-long h2{font-size:calc(33*var(--u))!important}
.st-key-hand{flex-wrap:nowrap!important}
.stage-said-beside{font-size:calc(24*var(--u));line-height:1.2;color:var(--soft)}
.st-key-hand{align-items:center!important;padding:calc(14*var(--u)) calc(340*var(--u)) 0 0}
.stage-hand{width:0;margin-right:-1rem;height:calc(42*var(--u))}
.st-key-slide{position:relative}
.st-key-keys{position:absolute!important;width:auto!important;z-index:1;
right:calc(56*var(--u));bottom:calc(8*var(--u))}
.st-key-hand [data-testid=stSliderThumbValue]{font-size:calc(24*var(--u))!important}
.st-key-hand [data-testid=stSliderTickBar]{display:none}
.st-key-hand button p{font-size:calc(24*var(--u))!important}
@media (max-width:700px),(max-height:480px){
.st-key-stage{--u:.68px}
.st-key-slide{width:100vw!important;height:auto!important;min-height:100dvh;margin:0;
padding:16px 16px 12px;gap:12px!important;overflow:visible}
.st-key-slide [data-testid=stElementContainer]:has([data-testid=stPlotlyChart])
{flex:none!important;min-height:0!important}
.stage-figures{flex-direction:column;gap:8px}
.stage-title{flex-direction:column;align-items:flex-start;gap:20px}
.stage-title a img{width:200px;height:200px}
.st-key-first h2{font-size:30px!important}
.st-key-hand{flex-wrap:wrap!important;padding:0 0 60px}
.st-key-keys{right:16px;bottom:12px}
.stage-hand{height:0}
.stage-table td:first-child{width:auto}
.stage-table :is(td,th):nth-child(3),.stage-foot a{display:none}
}
"""


def sheet(colours: Palette) -> str:
    """The style sheet of the stage in the colours of a mode."""
    names = (
        f":root{{--paper:{colours.paper};--ink:{colours.ink};--soft:{colours.context};"
        f"--amber:{colours.assumption};--line:{colours.line}}}"
    )
    return f"<style>{names}{_STAGE}</style>"
