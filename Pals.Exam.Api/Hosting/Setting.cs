using System.Globalization;

namespace Pals.Exam.Api.Hosting;

/// <summary>Reads settings of the server. One that is not as expected is told with its name, its value and what was expected; an empty one is left out.</summary>
internal static class Setting
{
    /// <exception cref="SettingsException">It is no number from <paramref name="least"/> to <paramref name="most"/>.</exception>
    public static double Number(IConfiguration configuration, string name, double byDefault, double least, double most) =>
        Text(configuration, name) is not { } text
            ? byDefault
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number >= least && number <= most
                ? number
                : throw Refused(name, text, string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}"));

    /// <exception cref="SettingsException">It is no whole number from <paramref name="least"/> to <paramref name="most"/>.</exception>
    public static int Whole(IConfiguration configuration, string name, int byDefault, int least = 1, int most = int.MaxValue) =>
        Text(configuration, name) is { } text ? Whole(name, text, least, most) : byDefault;

    /// <exception cref="SettingsException">It is there, and no whole number from <paramref name="least"/> to <paramref name="most"/>.</exception>
    public static int? OptionalWhole(IConfiguration configuration, string name, int least, int most) =>
        Text(configuration, name) is { } text ? Whole(name, text, least, most) : null;

    /// <exception cref="SettingsException">It is neither true nor false.</exception>
    public static bool Flag(IConfiguration configuration, string name, bool byDefault) => Text(configuration, name) is not { } text
        ? byDefault
        : bool.TryParse(text, out bool flag) ? flag : throw Refused(name, text, "true or false");

    /// <exception cref="SettingsException">It is there, and no http or https address.</exception>
    public static Uri? HttpAddress(IConfiguration configuration, string name) => Text(configuration, name) is not { } text
        ? null
        : Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https"
            ? address
            : throw Refused(name, text, "an address that begins with http:// or https://");

    /// <summary>What to say of a value that cannot be used. Secrets are never a value of a message.</summary>
    public static SettingsException Refused(string name, string value, string expected) =>
        new($"{name} is '{value}', but {expected} was expected.");

    /// <summary>The setting as it stands; null when it is empty or left out.</summary>
    public static string? Text(IConfiguration configuration, string name) => configuration[name] is { Length: > 0 } text ? text : null;

    private static int Whole(string name, string text, int least, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most
            ? number
            : throw Refused(name, text, most == int.MaxValue ? $"a whole number from {least}" : $"a whole number from {least} to {most}");
}
