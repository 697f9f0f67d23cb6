namespace Pals.Exam.ItemBank.Tests.Content;

/// <summary>Small bank files for tests; in <see cref="AllTypes"/> there is one item of each type, in the writer's own style.</summary>
internal static class BankSamples
{
    /// <summary><see cref="AllTypes"/> with a rhythm strip in the second item.</summary>
    public static string WithStrip { get; } = AllTypes.Replace(
        "    stem: Which findings speak for shock?\n",
        "    stem: Which findings speak for shock?\n    media:\n      - type: rhythm-strip\n        rhythm: sinus-tachycardia\n"
        + "        ageGroup: infant\n        seed: 7\n        duration: 4\n",
        StringComparison.Ordinal);

    public const string AllTypes = """
        topicArea: shock-management
        facts:
          - id: SHK-F01
            statement: Hypotension is a systolic pressure below 70 mmHg + 2 x age in years from 1 to 10 years.
            confidence: A
            edition: AHA 2020, unchanged 2025
            source: AHA PALS, definitions of hypotension by age
          - id: SHK-F02
            statement: 'Fluid: 10 to 20 mL/kg.'
            confidence: B
            edition: AHA 2020
            source: AHA PALS
        scenarios:
          - id: PALS-SCN-01
            text: A child of 20 kg is brought to the emergency department.
        items:
          - id: PALS-SHK-001
            version: 1
            type: single-choice
            cognitiveLevel: application
            ageGroup: child
            setting: emergency department
            stem: >-
              A 4-year-old has had vomiting for two days and is pale and quiet. The heart rate is 168/min, capillary refill
              takes 4 s and the systolic pressure is 76 mmHg. How is the circulation best described?
            options:
              - key: A
                text: Compensated shock
                rationale: The pressure is below the limit, so shock is no longer compensated.
              - key: B
                text: Hypotensive shock
                rationale: 76 mmHg is below 70 + 2 x 4 = 78 mmHg.
              - key: C
                text: 'Dehydration: no shock'
                rationale: Refill of 4 s is poor perfusion.
              - key: D
                text: Respiratory failure
                rationale: ''
            answer: [B]
            rationale: The limit at 4 years is 78 mmHg.
            facts: [SHK-F01]
            guidelineEdition: AHA 2025
            confidence: A
            enemies: [PALS-SHK-002]
            review:
              date: 2026-11-20
              status: reviewed
              note: Re-answered blind, key agreed.
            difficulty: -1.90
            difficultyBasis: writer's judgement
          - id: PALS-SHK-002
            version: 2
            type: multiple-response
            cognitiveLevel: analysis
            ageGroup: any
            setting: ''
            scenario: PALS-SCN-01
            stem: Which findings speak for shock?
            options:
              - key: A
                text: Refill of 5 s
                rationale: Poor perfusion.
              - key: B
                text: Warm feet
                rationale: Good perfusion.
              - key: C
                text: Weak pulses
                rationale: Poor perfusion.
            answer: [A, C]
            credit: partial
            rationale: Poor perfusion is shock.
            facts: [SHK-F01, SHK-F02]
            guidelineEdition: AHA 2020
            confidence: B
            enemies: [PALS-SHK-001]
            difficulty: 0.123456789
            difficultyBasis: writer's judgement
            use: pretest
          - id: PALS-SHK-003
            version: 1
            type: ordering
            cognitiveLevel: recall
            ageGroup: infant
            setting: ambulance
            stem: Put the steps in order.
            options:
              - key: A
                text: Reassess
                rationale: Last.
              - key: B
                text: Give oxygen
                rationale: First.
              - key: C
                text: Give fluid
                rationale: Second.
            answer: [B, C, A]
            rationale: So it is.
            facts: [SHK-F02]
            guidelineEdition: AHA 2025
            confidence: B
            enemies: []
            difficulty: -2.00
            difficultyBasis: writer's judgement
          - id: PALS-SHK-004
            version: 1
            type: numeric-entry
            cognitiveLevel: application
            ageGroup: child
            setting: clinic
            stem: A child of 14 kg needs 20 mL/kg. How many milliliters?
            answer: [280]
            tolerance: 0.5
            unit: mL
            dose:
              weight: 14
              perKilogram: 20
            rationale: 14 kg x 20 mL/kg.
            facts: [SHK-F02]
            guidelineEdition: AHA 2025
            confidence: B
            enemies: []
            difficulty: -1.00
            difficultyBasis: writer's judgement
          - id: PALS-SHK-005
            version: 1
            type: numeric-entry
            cognitiveLevel: application
            ageGroup: infant
            setting: clinic
            stem: A child of 3 kg needs a drug at 0.02 mg/kg, at least 0.1 mg and at most 0.5 mg. How many mL of 0.4 mg/mL?
            answer: [0.25]
            tolerance: 0.005
            unit: mL
            dose:
              weight: 3
              perKilogram: 0.02
              minimum: 0.1
              maximum: 0.5
              concentration: 0.4
            rationale: 0.06 mg is less than 0.1 mg.
            facts: [SHK-F02]
            guidelineEdition: AHA 2025
            confidence: B
            enemies: []
            difficulty: -1.00
            difficultyBasis: writer's judgement
          - id: PALS-SHK-006
            version: 1
            type: numeric-entry
            cognitiveLevel: application
            ageGroup: child
            setting: transport
            stem: A child of 12 kg needs 0.2 mcg/kg/min of a drug of 60 mcg/mL. How many mL/h?
            answer: [2.4]
            tolerance: 0.05
            unit: mL/h
            dose:
              weight: 12
              perKilogram: 0.2
              concentration: 60
              form: infusion
            rationale: 2.4 mcg/min is 144 mcg/h.
            facts: [SHK-F02]
            guidelineEdition: AHA 2025
            confidence: B
            enemies: []
            difficulty: -1.00
            difficultyBasis: writer's judgement

        """;
}
