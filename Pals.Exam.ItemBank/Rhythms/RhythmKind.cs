namespace Pals.Exam.ItemBank.Rhythms;

/// <summary>What a strip shows. Written in items and on the command line, never shown to a candidate.</summary>
public enum RhythmKind
{
    SinusRhythm,
    SinusTachycardia,
    SinusBradycardia,
    SupraventricularTachycardia,

    /// <summary>Saw-tooth waves, of which one in every few is conducted.</summary>
    AtrialFlutter,

    /// <summary>Wide complexes of one shape.</summary>
    VentricularTachycardia,

    /// <summary>Wide complexes whose size waxes and wanes while they turn about the baseline.</summary>
    TorsadesDePointes,
    CoarseVentricularFibrillation,
    FineVentricularFibrillation,
    Asystole,

    /// <summary>An organized rhythm; that there is no pulse is for the stem to say.</summary>
    PulselessElectricalActivity,
    FirstDegreeAvBlock,

    /// <summary>PR lengthens until a complex is dropped (Wenckebach).</summary>
    SecondDegreeAvBlockMobitzOne,

    /// <summary>PR is constant and a complex is dropped.</summary>
    SecondDegreeAvBlockMobitzTwo,

    /// <summary>Atria and ventricles beat independently.</summary>
    ThirdDegreeAvBlock,

    /// <summary>A pacemaker's spikes and what they capture.</summary>
    VentricularPacing,
}

/// <summary>What an author may set about a strip. Which of them a rhythm has, and within which limits, <see cref="RhythmProfile"/> says.</summary>
public enum StripParameter
{
    /// <summary>Ventricular complexes (or pacemaker spikes) per minute.</summary>
    Rate,

    /// <summary>P or flutter waves per minute, where they do not follow from the ventricular rate.</summary>
    AtrialRate,

    /// <summary>Atrial waves to a group: one of so many flutter waves is conducted, one of so many P waves is dropped.</summary>
    Conduction,

    /// <summary>From the beginning of P to the beginning of QRS, in seconds; in Mobitz I the first of a group.</summary>
    PrInterval,

    /// <summary>Seconds.</summary>
    QrsWidth,

    /// <summary>Height of the largest deflection of the ventricles above or below the baseline, in millivolts.</summary>
    Amplitude,

    /// <summary>Height of P or depth of the flutter waves in millivolts; 0 for no P waves, where the rhythm allows it.</summary>
    PAmplitude,

    /// <summary>Seconds.</summary>
    PDuration,

    /// <summary>Millivolts; the T wave of a wide complex points the other way.</summary>
    TAmplitude,

    /// <summary>Greatest departure of an RR interval from the mean, as a fraction of it.</summary>
    Variability,

    /// <summary>One of so many spikes is not followed by a complex; 0 when each is.</summary>
    LostCapture,

    /// <summary>Greatest height of the fine noise of muscle and mains, in millivolts.</summary>
    Noise,
}
