using System.Globalization;
using System.Runtime.CompilerServices;

namespace Pals.Exam.Tests.Shared;

/// <summary>The tests run in the culture that the programs set when they start.</summary>
internal static class TestCulture
{
    [ModuleInitializer]
    public static void Set() => CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
}
