import assert from "node:assert/strict";
import fc from "fast-check";
import { CohortError } from "hemoleak/error.ts";
import type { Head } from "hemoleak/phantom/head.ts";
import { PHANTOM_DEFAULTS, phantomOptions } from "hemoleak/phantom/options.ts";
import {
  phantomLabels,
  phantomSubject,
  planSubject,
  subjectHead,
} from "hemoleak/phantom/subject.ts";

const SMALL = { subjects: 12, slices: 8, size: 64 };

Deno.test("phantomSubject: the same options give the same scan, another seed another one", () => {
  const first = phantomSubject(3, SMALL);
  assert.deepEqual(phantomSubject(3, SMALL), first);
  assert.notDeepEqual(phantomSubject(3, { ...SMALL, seed: 2 }).hu, first.hu);
  assert.notDeepEqual(phantomSubject(4, SMALL).hu, first.hu);
});

Deno.test("phantomLabels: the default cohort has all of the paper's types of hemorrhage", () => {
  const kinds = phantomLabels().flatMap((label, index) => {
    const { bleeds } = planSubject(index, label, PHANTOM_DEFAULTS).hemorrhage;
    return label === 1 ? bleeds.map(({ kind }) => kind) : [];
  });
  for (const kind of ["intraparenchymal", "subdural", "epidural", "subarachnoid"] as const) {
    assert.ok(kinds.includes(kind), kind);
  }
});

Deno.test("phantomSubject: tells the shape and the size of its pixels", () => {
  const subject = phantomSubject(0, SMALL);
  assert.equal(subject.hu.length, 8 * 64 * 64);
  assert.equal(subject.bleedPixels.length, 8);
  assert.equal(subject.heights.length, 8);
  const { acquisition } = planSubject(0, subject.label, phantomOptions(SMALL));
  assert.equal(subject.pixelSpacing, acquisition.fieldOfView / 64);
  const spacings = subject.heights.slice(1).map((height, i) => height - subject.heights[i]!);
  for (const spacing of spacings) assert.ok(Math.abs(spacing - subject.spacing) < 1e-9);
});

Deno.test("planSubject: anatomy and acquisition know nothing of the label", () => {
  const options = phantomOptions();
  fc.assert(fc.property(fc.nat(500), fc.nat(1000), (index, seed) => {
    const { label: _, ...negative } = planSubject(index, 0, { ...options, seed });
    const { label: __, ...positive } = planSubject(index, 1, { ...options, seed });
    assert.deepEqual(positive, negative);
  }));
});

Deno.test("planSubject: the plan does not depend on the number of subjects or their prevalence", () => {
  const options = phantomOptions();
  const other = phantomOptions({ subjects: 7, prevalence: 0.9 });
  assert.deepEqual(planSubject(5, 1, other), planSubject(5, 1, options));
});

Deno.test("phantomSubject: a hemorrhage changes the brain, and nothing outside the skull", () => {
  const index = findSubject((kinds) => kinds.includes("intraparenchymal"));
  const healthy = phantomSubject(index, SMALL, 0);
  const bleeding = phantomSubject(index, SMALL, 1);
  assert.deepEqual(healthy.bleedPixels, new Array(8).fill(0));
  assert.deepEqual(healthy.findings, []);
  assert.ok(bleeding.findings.includes("IPH"));
  let changed = 0, outside = 0;
  healthy.hu.forEach((hu, i) => {
    if (hu < -500) {
      outside++;
      assert.equal(bleeding.hu[i], hu);
    }
    changed += bleeding.hu[i] === hu ? 0 : 1;
  });
  assert.ok(changed > 100 && outside > 10_000, `${changed} changed, ${outside} outside`);
});

Deno.test("phantomSubject: blood is on some slices of the positive subjects, not on all", () => {
  let withBlood = 0, slices = 0, subjects = 0;
  for (let index = 0; index < 12; index++) {
    const { bleedPixels, findings } = phantomSubject(index, SMALL, 1);
    assert.ok(findings.length > 0);
    const bleeding = bleedPixels.filter((pixels) => pixels > 0).length;
    withBlood += bleeding;
    slices += bleedPixels.length;
    subjects += bleeding > 0 ? 1 : 0;
  }
  assert.ok(subjects >= 10, `only ${subjects} of 12 show blood at 64 px`);
  assert.ok(withBlood > 0.2 * slices && withBlood < 0.9 * slices, `${withBlood} of ${slices}`);
});

Deno.test("Head: clotted blood has the density of its age", () => {
  const options = phantomOptions();
  const seen = { fresh: 0, chronic: 0 };
  for (let index = 0; index < 40; index++) {
    const plan = planSubject(index, 1, options);
    const { chronic, bleeds } = plan.hemorrhage;
    // Blood mixed with fluid, in sulci and ventricles, may have any density between the two.
    if (bleeds.some(({ kind }) => kind === "subarachnoid") || plan.hemorrhage.findings.length > 1) {
      continue;
    }
    const head = subjectHead(plan, options);
    for (const hu of bleedingPoints(head, plan.heights)) {
      // 14-36 HU and 50-84 HU, give or take clots (5) and layers (11).
      if (chronic) assert.ok(hu > -5 && hu < 55, `${plan.name}: chronic blood of ${hu} HU`);
      else assert.ok(hu > 30 && hu < 105, `${plan.name}: fresh blood of ${hu} HU`);
      seen[chronic ? "chronic" : "fresh"]++;
    }
  }
  assert.ok(seen.fresh > 1000 && seen.chronic > 100);
});

/** Densities at the points of a coarse grid that are nothing but blood. */
function* bleedingPoints(head: Head, heights: readonly number[]): Generator<number> {
  for (const height of heights) {
    for (let y = -80; y <= 80; y += 5) {
      for (let x = -65; x <= 65; x += 5) {
        const hu = head.sample(x, y, height);
        assert.ok(hu >= -1000 && hu <= 2600, `${hu} HU`);
        if (head.blood === 1) yield hu;
      }
    }
  }
}

Deno.test("phantomSubject: an axial slice shows air, bone and brain", () => {
  const { hu, size } = phantomSubject(1, { ...SMALL, size: 128 }, 0);
  const slice = hu.subarray(4 * size * size, 5 * size * size);
  const count = (low: number, high: number) => slice.filter((v) => v >= low && v < high).length;
  const share = (low: number, high: number) => count(low, high) / slice.length;
  assert.ok(share(-4000, -800) > 0.3, "air around the head");
  assert.ok(share(400, 4000) > 0.04 && share(400, 4000) < 0.25, "a ring of bone");
  assert.ok(share(0, 60) > 0.2, "brain within");
});

Deno.test("phantomLabels: exactly the prevalence, at places that the seed draws", () => {
  fc.assert(fc.property(
    fc.integer({ min: 1, max: 300 }),
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.nat(),
    (subjects, prevalence, seed) => {
      const labels = phantomLabels({ subjects, prevalence, seed });
      assert.equal(labels.length, subjects);
      const positives = labels.filter((label) => label === 1).length;
      assert.equal(positives, Math.round(prevalence * subjects));
    },
  ));
  assert.notDeepEqual(phantomLabels({ seed: 1 }), phantomLabels({ seed: 2 }));
});

Deno.test("phantomOptions: says what is out of range", () => {
  assert.deepEqual(phantomOptions(), PHANTOM_DEFAULTS);
  for (
    const [options, message] of [
      [{ subjects: 0 }, /subjects .* from 1 to 100000 but found 0/],
      [{ slices: 2.5 }, /slices .* whole number .* found 2.5/],
      [{ size: 70 }, /multiple of 4 but found 70/],
      [{ prevalence: 1.5 }, /prevalence .* from 0 to 1 but found 1.5/],
      [{ difficulty: NaN }, /difficulty .* found NaN/],
      [{ seed: -1 }, /seed .* found -1/],
    ] as const
  ) {
    assert.throws(() => phantomOptions(options), (error) => {
      assert.ok(error instanceof CohortError);
      assert.match(error.message, message);
      return true;
    });
  }
});

function findSubject(matches: (kinds: string[]) => boolean): number {
  for (let index = 0; index < SMALL.subjects; index++) {
    const { hemorrhage } = planSubject(index, 1, phantomOptions(SMALL));
    if (matches(hemorrhage.bleeds.map(({ kind }) => kind))) return index;
  }
  throw new Error("no such subject");
}
