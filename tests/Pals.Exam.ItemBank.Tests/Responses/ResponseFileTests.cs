using System.Text;
using Pals.Exam.Engine.Calibration;
using Pals.Exam.ItemBank.Files;
using Pals.Exam.ItemBank.Responses;

namespace Pals.Exam.ItemBank.Tests.Responses;

public sealed class ResponseFileTests
{
    [Fact]
    public void Read_CompleteWideFile_IsComplete()
    {
        ResponseData data = Read("candidate,I1,I2\nc1,0,1\nc2,3,12\n");

        Assert.True(data.IsComplete);
        Assert.Equal(["I1", "I2"], data.ItemIds);
        Assert.Equal(["c1", "c2"], data.CandidateIds.ToArray());
        Assert.Equal([3, 12], data[1].Scores.ToArray());
        Assert.Equal([4, 13], data.CategoryCounts);
    }

    [Theory]
    [InlineData("candidate,I1,I2,I3\nc1,0,1,1\nc2,,,1\nc3,1,,\nc4,1,0,1\n")]
    [InlineData("\uFEFFcandidate,I1,I2,I3\r\n\"c1\",0,1,1\r\nc2,,\"\",1\r\nc3,1,,\r\n\r\nc4,1,0,1")]
    public void Read_WideFileWithEmptyCells_LeavesThemOut(string text)
    {
        ResponseData data = Read(text);

        Assert.False(data.IsComplete);
        Assert.Equal(8, data.ResponseCount);
        Assert.Equal([0, 1, 2], data[0].Items.ToArray());
        Assert.Equal([2], data[1].Items.ToArray());
        Assert.Equal([0], data[2].Items.ToArray());
        Assert.Equal([1, 0, 1], data[3].Scores.ToArray());
    }

    [Theory]
    [InlineData("candidate,item,score\nc1,B,1\nc1,A,0\nc2,A,2\nc2,C,\n")]
    [InlineData("candidate,item,score\nc1,B,1\nc2,A,2\nc1,A,0\n")]
    [InlineData("exam,item,seconds,score,candidate\ne1,B,3.5,1,c1\ne2,A,,2,c2\ne1,A,9,0,c1\n")]
    public void Read_LongFileInAnyOrder_GathersCandidates(string text)
    {
        ResponseData data = Read(text);

        Assert.Equal(["B", "A"], data.ItemIds[..2]);
        Assert.Equal(["c1", "c2"], data.CandidateIds.ToArray());
        Assert.Equal([0, 1], data[0].Items.ToArray());
        Assert.Equal([1, 0], data[0].Scores.ToArray());
        Assert.Equal([1], data[1].Items.ToArray());
        Assert.Equal([2], data[1].Scores.ToArray());
    }

    [Fact]
    public void Read_LongFileOfThreeColumns_TakesEveryKindOfLine()
    {
        // Candidates of which one is the beginning of another, quoted ids, two-digit and missing scores, among plain lines.
        ResponseData data = Read("candidate,item,score\nc1,A,1\nc1,\"B\",0\nc1,C,12\nc1,D,\nc11,A,3\nc11,BB,4\n\"c,2\",A,5\n\"c,2\",BB,6\nc1,BB,7\n");

        Assert.Equal(["c1", "c11", "c,2"], data.CandidateIds.ToArray());
        Assert.Equal(["A", "B", "C", "BB"], data.ItemIds);
        Assert.Equal([0, 1, 2, 3], data[0].Items.ToArray());
        Assert.Equal([1, 0, 12, 7], data[0].Scores.ToArray());
        Assert.Equal([3, 4], data[1].Scores.ToArray());
        Assert.Equal([5, 6], data[2].Scores.ToArray());
    }

    [Fact]
    public void Read_SecondExamOfACandidate_IsARowOfItsOwn()
    {
        ResponseData data = Read("candidate,exam,item,score\nc1,e1,A,0\nc1,e2,A,1\n");

        Assert.Equal(["c1", "c1"], data.CandidateIds.ToArray());
    }

    [Theory]
    [InlineData("", "data:1:1", "empty")]
    [InlineData("name,I1\nc1,0\n", "data:1:1", "'name'")]
    [InlineData("candidate,I1,I1\nc1,0,0\n", "data:1:3", "'I1'")]
    [InlineData("candidate,I1\n", "data:2", "no candidate")]
    [InlineData("candidate,I1,I2\nc1,0,1\nc2,0,x\n", "data:3:3", "item I2 is 'x'; expected a score from 0 to 254")]
    [InlineData("candidate,I1,I2\nc1,0,255\n", "data:2:3", "'255'")]
    [InlineData("candidate,I1,I2\nc1,0\n", "data:2:2", "the row has 2 fields; the header has 3")]
    [InlineData("candidate,I1,I2\nc1,0,1,1,1\n", "data:2:3", "the row has 5 fields; the header has 3")]
    [InlineData("candidate,I1\nc1,0\nc1,1\n", "data:3:1", "candidate is 'c1'")]
    [InlineData("candidate,I1\n\"c1,0\n", "data:2", "not closed")]
    [InlineData("candidate,item,score,colour\nc1,A,1,red\n", "data:1:4", "'colour'")]
    [InlineData("candidate,item,score\nc1,A,-1\n", "data:2:3", "score is '-1'")]
    [InlineData("candidate,item,score\nc1,,1\n", "data:2:2", "item is empty")]
    [InlineData("candidate,item,score\nc1,A\n", "data:2:2", "the row has 2 fields")]
    [InlineData("candidate,item,score\n\"c,2\",A,1\nc,2,B,1\n", "data:3:3", "the row has 4 fields")]
    [InlineData("candidate,item,score\nc1,A,1\nc1,B,C,1\n", "data:3:3", "the row has 4 fields")]
    [InlineData("candidate,item,score\nc1,A,1\nc1,B,\nc2,A,0\nc1,A,1\n", "data:5:2", "candidate c1 has a second score on item A")]
    public void Read_MalformedFile_NamesPlaceAndExpectation(string text, string place, string message)
    {
        InputException exception = Assert.Throws<InputException>(() => Read(text));

        Assert.StartsWith(place, exception.Message, StringComparison.Ordinal);
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("r.csv")]
    [InlineData("r.csv.gz")]
    public void Write_CompleteAndSparse_ReadBackTheSame(string name)
    {
        using var folder = new TemporaryFolder();
        foreach (string text in (string[])["candidate,\"a,b\",I2\nc1,0,1\nc2,3,12\n", "candidate,item,score\nc1,B,1\nc1,A,0\nc2,A,2\n"])
        {
            ResponseData data = Read(text);
            ResponseFile.Write(folder[name], data);
            ResponseData back = ResponseFile.Read(folder[name]);

            Assert.Equal(data.ItemIds, back.ItemIds);
            Assert.Equal(data.CandidateIds.ToArray(), back.CandidateIds.ToArray());
            for (int n = 0; n < data.CandidateCount; n++)
            {
                Assert.Equal(data[n].Items.ToArray(), back[n].Items.ToArray());
                Assert.Equal(data[n].Scores.ToArray(), back[n].Scores.ToArray());
            }
        }
    }

    [Fact]
    public void Read_LinesAcrossBufferEdges_LosesNothing()
    {
        // Long enough for several of the reader's one-mebibyte blocks.
        const int Candidates = 100_000;
        var text = new StringBuilder("candidate,item,score\n");
        for (int n = 0; n < Candidates; n++)
        {
            text.Append("candidate-").Append(n).Append(",item-").Append(n % 7).Append(',').Append(n % 3).Append('\n');
        }

        ResponseData data = Read(text.ToString());

        Assert.Equal(Candidates, data.CandidateCount);
        for (int n = 0; n < Candidates; n++)
        {
            Assert.Equal($"candidate-{n}", data.CandidateIds[n]);
            Assert.Equal(n % 7, data[n].Items[0]);
            Assert.Equal(n % 3, data[n].Scores[0]);
        }
    }

    [Fact]
    public void Read_ManyColumnsOfEveryKind_EqualsAPlainSplit()
    {
        // Wide enough for the reader to take sixteen cells at a time, with long scores and empty cells at every place among them.
        const int Columns = 53;
        var text = new StringBuilder("candidate," + string.Join(',', Enumerable.Range(0, Columns).Select(i => $"I{i}")) + "\n");
        var rows = new List<string[]>();
        for (int n = 0; n < 200; n++)
        {
            string[] cells = [.. Enumerable.Range(0, Columns).Select(i => i == n % 60 ? "" : i == n * 7 % 90 ? "217" : $"{(n * 3 + i * 5) % 10}")];
            rows.Add(cells);
            text.Append('c').Append(n).Append(',').AppendJoin(',', cells).Append('\n');
        }

        ResponseData data = Read(text.ToString());

        for (int n = 0; n < rows.Count; n++)
        {
            Assert.Equal(Enumerable.Range(0, Columns).Where(i => rows[n][i].Length > 0), data[n].Items.ToArray());
            Assert.Equal(rows[n].Where(cell => cell.Length > 0).Select(byte.Parse), data[n].Scores.ToArray());
        }
    }

    [Fact]
    public void Read_FileThatIsNotGzip_SaysSo()
    {
        using var folder = new TemporaryFolder();

        InputException exception = Assert.Throws<InputException>(() => ResponseFile.Read(folder.Write("r.csv.gz", "candidate,I1\nc1,0\n")));

        Assert.Contains("compressed", exception.Message, StringComparison.Ordinal);
    }

    private static ResponseData Read(string text) => ResponseFile.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "data");
}
