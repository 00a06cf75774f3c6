"""The command that proves the scoring of a questionnaire. Imported only for that."""

from __future__ import annotations

from collections.abc import Iterator

from screening.app.context import AppContext, UsageError
from screening.cli.output import progress
from screening.loading.library import is_file
from screening.proof.proving import SEED, Proof, prove
from screening.proof.second_reading import NotRead
from screening.system.process import Code, write_stdout

BAR = 24  # characters


def prove_file(context: AppContext, name: str, sample: int) -> int:
    """Score every way of answering a questionnaire twice, or a sample of them, and print how many agree.

    Raises UsageError where the second reading does not know what the file says.
    """
    questionnaire = context.questionnaire(name)
    text = context.library.source(name if is_file(name) else context.questionnaire_name(name))
    with progress() as tell:

        def told(done: int, whole: int) -> None:
            filled = BAR * done // max(whole, 1)
            tell(f"{questionnaire.id} [{'#' * filled}{'.' * (BAR - filled)}] {100 * done // max(whole, 1)} %")

        told(0, 1)
        try:
            proof = prove(questionnaire, text, told, sample=sample)
        except NotRead as unknown:
            raise UsageError(f"The second reading does not know {unknown}, so nothing can be proven.") from None
    write_stdout("".join(f"{line}\n" for line in _said(proof)))
    return Code.DONE if proof.holds else Code.INTERNAL


def _said(proof: Proof) -> Iterator[str]:
    """What was tried and how many agree, in sentences; some on which the readings differ."""
    tally, questionnaire = proof.tally, proof.questionnaire
    yield f"{questionnaire.title}, version {questionnaire.version}: {proof.combinations:,} combinations of options."
    if proof.sampled:
        yield f"Too many to try: {tally.tried:,} were drawn by lot (seed {SEED}). The others were not tried."
    else:
        rest = proof.combinations - tally.tried
        more = f" The other {rest:,} hold answers that are not asked for." if rest else ""
        yield f"{tally.tried:,} are left by the skips.{more}"
    yield f"{tally.agree:,} of {tally.tried:,} agree in scores, bands, cut-offs, critical items and outcomes."
    if tally.extras:
        yield f"{tally.extras:,} were scored again with answers that are not asked for, and these did not count."
    for vector in tally.apart:
        yield f"Differ on: {', '.join(f'{item} {way}' for item, way in vector.items())}"
