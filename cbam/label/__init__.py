"""From a carbon label to a CBAM number: an estimate with a grade and a range, or a refusal.

A label is not a CBAM number. It counts mining, electricity, transport and use, which CBAM does
not; CBAM counts what an accredited verifier confirms. ``translate`` walks the steps of the
method and writes each into a trail. Codes and numbers only; the sentences are in
``cbam.present.label.label_words``.

The way through the package, each module importing only from those before it:

- ``facts``: the tables of ``data/label/``, every number of the method with its mark;
- ``record``: what the user enters, ``Label`` and ``Target``, and what can be wrong with it;
- ``result``: what comes out, ``Bridge`` with its notes and steps;
- ``work``: the state of one translation, and how it stops;
- ``footprint``: steps 1 and 2, from the printed value to its cradle-to-gate part;
- ``checks``: what is caught (slips of the unit, implausible values, expired labels);
- ``convert``: step 3, from a footprint or a split of it to SEE, one function per mode;
- ``benchmark``: what the free allocation rests on, route and chain of precursors;
- ``bridge``: ``translate``, the steps in their order.

Modes, best first: ``A`` verified CBAM data; ``B`` scope split, SEE = direct + sum(m_i x SEE_i)
[+ electricity where it counts]; ``C`` SEE = cradle-to-gate footprint x family share; ``D``
aluminium mass balance, SEE = (1 - s) P + s R + W; ``E`` nothing usable, only the EU default.
"""

from cbam.label.bridge import translate
from cbam.label.record import (
    Assumption,
    Label,
    Precursor,
    Problem,
    Stages,
    Target,
    problems,
)
from cbam.label.result import Bridge, Note, Step

__all__ = [
    "Assumption",
    "Bridge",
    "Label",
    "Note",
    "Precursor",
    "Problem",
    "Stages",
    "Step",
    "Target",
    "problems",
    "translate",
]
