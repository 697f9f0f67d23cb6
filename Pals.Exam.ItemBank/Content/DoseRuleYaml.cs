using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Yaml;

namespace Pals.Exam.ItemBank.Content;

/// <summary>A dose rule as the <c>dose</c> of an item.</summary>
internal static class DoseRuleYaml
{
    public static DoseRule Read(YamlMap map) => new(
        map.PositiveDecimal("weight"),
        map.PositiveDecimal("perKilogram"),
        map.OptionalPositiveDecimal("minimum"),
        map.OptionalPositiveDecimal("maximum"),
        map.OptionalPositiveDecimal("concentration"),
        map.OptionalWord("form", DoseForm.Single));

    public static void Write(YamlWriter yaml, DoseRule dose)
    {
        yaml.Number("weight", dose.Weight);
        yaml.Number("perKilogram", dose.PerKilogram);
        yaml.OptionalNumber("minimum", dose.Minimum);
        yaml.OptionalNumber("maximum", dose.Maximum);
        yaml.OptionalNumber("concentration", dose.Concentration);
        if (dose.Form != DoseForm.Single)
        {
            yaml.Word("form", Words.Of(dose.Form));
        }
    }
}
