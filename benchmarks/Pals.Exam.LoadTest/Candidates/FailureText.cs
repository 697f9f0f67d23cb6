using System.Globalization;
using System.Runtime.CompilerServices;

namespace Pals.Exam.LoadTest.Candidates;

/// <summary>What a failed check has to say: put together only when it has failed, which spares each answer seven strings.</summary>
[InterpolatedStringHandler]
internal ref struct FailureText
{
    private DefaultInterpolatedStringHandler _text;

    public FailureText(int literalLength, int formattedCount, bool holds, out bool isWanted)
    {
        isWanted = !holds;
        _text = isWanted ? new DefaultInterpolatedStringHandler(literalLength, formattedCount, CultureInfo.InvariantCulture) : default;
    }

    public void AppendLiteral(string text) => _text.AppendLiteral(text);

    public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

    public string Finish() => _text.ToStringAndClear();
}
