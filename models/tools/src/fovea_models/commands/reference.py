"""`reference`: run the Python pipeline on the patches of an app's result file and compare."""

import argparse
import json
from pathlib import Path

HELP = (
    "Check an app's result and features files against the Python pipeline (OpenSlide, numpy, ONNX Runtime)."
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument("slide", type=Path)
    parser.add_argument("--result", type=Path, required=True, help="result file written by the app")
    parser.add_argument(
        "--features", type=Path, help="features file of the same run; without it the check is not met"
    )
    parser.add_argument("--bundle", type=Path, required=True, help="the model bundle's folder")
    parser.add_argument("--spacing", type=float, help="µm per px; default: what the result file says")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--timings", action="store_true", help="print seconds and patches/s as well")
    parser.add_argument("--out", type=Path, help="write the report as JSON")
    parser.add_argument("--answers", type=Path, help="write the reference's own numbers for the app's tests")


def run(options: argparse.Namespace) -> int:
    """0 where all demands of the project's design hold, 1 otherwise."""
    from ..dsca import reference as dsca
    from ..reference import (
        LEAST,
        LIMITS,
        boxes_of,
        breaches,
        check_bundle,
        compare,
        load_features,
        run_pipeline,
    )
    from ..reference_answers import reference_answers

    result = json.loads(options.result.read_text())
    manifest = json.loads((options.bundle / "model.json").read_text())
    if manifest["architecture"] not in ("tda-mil", "dsca"):
        raise SystemExit(f"reference does not know {manifest['architecture']}")
    check_bundle(result, manifest)
    boxes = boxes_of(result)
    stated = result["run"]["slide"]
    spacing = options.spacing or (stated["spacingXUmPerPx"] + stated["spacingYUmPerPx"]) / 2
    if manifest["architecture"] == "dsca":
        if options.answers:
            raise SystemExit("--answers is for TDA-MIL")
        step = result["run"]["plan"]["stepPx"]
        done = dsca.run_pipeline(options.slide, options.bundle, boxes, step, spacing, options.threads)
        report = dsca.compare(result, options.features, done)
        demands = dsca.demands(manifest["head"])
        read = len(boxes) * 17
    else:
        app = load_features(options.features) if options.features else None
        done = run_pipeline(options.slide, options.bundle, boxes, spacing, options.threads)
        report = compare(result, app, done)
        demands, read = (LIMITS, LEAST), len(boxes)
    if options.timings:
        pace = {"patches_per_s": read / (done.seconds["read"] + done.seconds["encode"])}
        report["timings"] = done.seconds | pace | {"threads": options.threads}
    text = json.dumps(report, indent=1, ensure_ascii=False)
    print(text)
    if options.out:
        options.out.write_text(text + "\n")
    if options.answers:
        answers = reference_answers(options.slide.name, spacing, manifest, boxes, done)
        options.answers.write_text(json.dumps(answers, separators=(",", ":")) + "\n")
    failed = breaches(report, *demands)
    for sentence in failed:
        print(f"NOT MET: {sentence}")
    return 1 if failed else 0
