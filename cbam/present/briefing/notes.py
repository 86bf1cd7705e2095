"""What a presenter may say to each slide: what it shows, and what it is not."""

from cbam.i18n import N_

TITLE = N_(
    "Say whose product this is and for whom the figures were made. They are estimates for planning, made from public law and prices, not a CBAM declaration. The code opens the same analysis on a phone, so that the audience can try its own figures."
)
COVERED = N_(
    "CBAM goes by the CN code on the customs declaration, not by the name of the product. Check the code with the buyer’s customs agent first: a neighbouring code can be outside. The 50 t apply to all CBAM goods of one importer in a calendar year, not to one shipment."
)
FREE = N_(
    "Today nothing is due at the EU border for this import. That can change with the code, the origin or the law, so note the reason shown here. It does not mean that the buyer will ask no questions about emissions."
)
UNANSWERED = N_(
    "There is no figure yet, because an input cannot be used. Nothing here says that the import is free. Complete the input named on the slide and show it again."
)
COST = N_(
    "The EU importer pays, as authorised declarant, by buying certificates after the import; the exporter meets it in the price talks. This is the charge for this import alone, at the price named below. Customs and anti-dumping duties are not in it."
)
WHY = N_(
    "Read the bars from left to right: what the law counts, what is free, what is left, and its price. The common mistake is to charge a small share of the emissions: the CBAM factor is a share of the benchmark that is still free, not of the emissions. Everything above the benchmark is charged in full from the first year."
)
YEARS = N_(
    "The cost rises because the free allocation is withdrawn year by year, even if nothing changes at the plant. Prices from 2027 are a scenario, not a forecast. The shaded years hold today’s rules, because the later ones are not set."
)
LABEL = N_(
    "A carbon label is not a CBAM value: this is an estimate of what CBAM would count of it, with its range. A cut counts only as far as it lowers emissions that CBAM counts. Nothing is saved until an accredited CBAM verifier has confirmed the value."
)
VERIFIED = N_(
    "Compare what the default costs with what a verified value would cost. Verification itself has a price, which is not taken off here. The default stays a lawful choice, and where it is cheaper nobody has to declare an actual value."
)
WHAT_IF = N_(
    "No value of this plant is known, so the slide asks: what if it produced exactly at the EU benchmark? It is a measure of what is at stake, not a promise. The next step is to ask the plant for its direct emissions and those of its CBAM materials."
)
SCENARIOS = N_(
    "The two scenarios differ only in the inputs named on the page Compare. The bars say which input makes how much of the difference; they add up to it. A scenario is a what-if, not a forecast."
)
ORIGINS = N_(
    "The ranking is by the EU default values, which the law sets country by country. A verified value can put any producer ahead of its country’s default. Transport, duties and quality are not in it."
)
TIMELINE = N_(
    "The importer has these duties; the exporter is asked for data well before. Certificates for imports of 2026 can only be bought in 2027. Proposals are marked as such and are not law."
)
SOURCES = N_(
    "Every figure can be followed to its act and article on the page Rules & data. Assumptions are marked. If a price or an act changes, the link says what has moved since."
)

PORTFOLIO = N_(
    "All lines together, each with its own rule and price. Say how many lines are left out and that what a verifier would confirm is assumed. Figures of single members are not shown."
)
