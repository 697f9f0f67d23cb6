using Pals.Exam.Engine.Items;

namespace Pals.Exam.ItemBank.Responses;

/// <summary>The short names of the response models in files and on the command line.</summary>
public static class ModelNames
{
    private static readonly string[] Names = ["rasch", "1pl", "2pl", "3pl", "4pl", "graded", "gpcm"];

    /// <summary>Every name, in the order of <see cref="ItemModel"/>.</summary>
    public static IReadOnlyList<string> All => Names;

    /// <summary>The name of a model.</summary>
    public static string Name(ItemModel model) => Names[(int)model];

    /// <summary>The model of a name; false when there is none.</summary>
    public static bool TryParse(string name, out ItemModel model)
    {
        int index = Array.IndexOf(Names, name);
        model = (ItemModel)index;
        return index >= 0;
    }
}
