using Pals.Exam.Engine.Calibration;

namespace Pals.Exam.Engine.Tests.Calibration;

public sealed class ResponseDataTests
{
    [Fact]
    public void FromRows_UnsortedList_IsSortedByItem()
    {
        ResponseData data = ResponseData.FromRows(["c1", "c2"], ["A", "B", "C"], [0, 2, 3], [2, 0, 1], [5, 1, 0]);

        Assert.Equal([0, 2], data[0].Items.ToArray());
        Assert.Equal([1, 5], data[0].Scores.ToArray());
        Assert.Equal([2, 2, 6], data.CategoryCounts);
        Assert.False(data.IsComplete);
    }

    [Fact]
    public void FromRows_NothingMissing_BecomesComplete()
    {
        ResponseData data = ResponseData.FromRows(["c1", "c2"], ["A", "B"], [0, 2, 4], [1, 0, 0, 1], [5, 1, 0, 1]);

        Assert.True(data.IsComplete);
        Assert.Equal([1, 5], data[0].Scores.ToArray());
    }

    [Fact]
    public void FromMatrix_MissingCells_AreLeftOut()
    {
        ResponseData data = ResponseData.FromMatrix(["c1", "c2"], ["A", "B"], [1, ResponseData.Missing, 0, 1]);

        Assert.Equal(3, data.ResponseCount);
        Assert.Equal([0], data[0].Items.ToArray());
        Assert.Equal([0, 1], data[1].Items.ToArray());
    }

    [Fact]
    public void FromRows_TwoScoresOnOneItem_NamesCandidateAndItem()
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(
            () => ResponseData.FromRows(["c1"], ["A", "B"], [0, 2], [1, 1], [0, 1]));

        Assert.Contains("c1", exception.Message, StringComparison.Ordinal);
        Assert.Contains("B", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromMatrix_ItemTwice_Throws() =>
        Assert.Throws<ArgumentException>(() => ResponseData.FromMatrix(["c1"], ["A", "A"], [0, 1]));
}
