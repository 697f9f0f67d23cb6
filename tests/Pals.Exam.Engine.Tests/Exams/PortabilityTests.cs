using System.Diagnostics;
using System.Globalization;
using Pals.Exam.Engine.Exams;
using Pals.Exam.Engine.Items;
using Pals.Exam.Engine.Numerics;
using Pals.Exam.Engine.Tests.Support;

namespace Pals.Exam.Engine.Tests.Exams;

/// <summary>
/// An exam gives the same items and estimates to the last bit whatever vector instructions the machine has: it can be resumed on any node. The
/// test runs itself in a child process in which the runtime is told to use fewer instructions.
/// </summary>
public sealed class PortabilityTests
{
    private const string ResultFile = "PALS_EXAM_PORTABILITY_RESULT";
    private const int Exams = 40;

    [Theory]
    [InlineData("EnableAVX512F=0;EnableAVX512=0")]
    [InlineData("EnableAVX2=0")]
    [InlineData("EnableHWIntrinsic=0")]
    public async Task Replay_OnFewerInstructions_GivesTheSameBits(string switches)
    {
        string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            var start = new ProcessStartInfo("dotnet")
            {
                ArgumentList =
                {
                    typeof(PortabilityTests).Assembly.Location, "-method", $"{typeof(PortabilityTests).FullName}.{nameof(Fingerprint_ThisMachine_IsWritten)}",
                },
                RedirectStandardOutput = true,
                Environment = { [ResultFile] = file },
            };
            foreach (string pair in switches.Split(';'))
            {
                start.Environment["DOTNET_" + pair.Split('=')[0]] = pair.Split('=')[1];
            }

            using var process = Process.Start(start)!;
            string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(File.Exists(file), output);
            Assert.Equal(Fingerprint(), await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>What the child process runs; on its own it checks that a fingerprint can be repeated.</summary>
    [Fact]
    public void Fingerprint_ThisMachine_IsWritten()
    {
        string fingerprint = Fingerprint();
        if (Environment.GetEnvironmentVariable(ResultFile) is { } file)
        {
            File.WriteAllText(file, fingerprint);
        }

        Assert.Equal(fingerprint, Fingerprint());
    }

    /// <summary>A hash (Fowler, Noll &amp; Vo 1a) over items and bits of estimates of exams in one dimension and in five.</summary>
    private static string Fingerprint()
    {
        ulong hash = 14695981039346656037;
        ItemPool pool = TestPools.Pool(200, 5, seed: 9, ItemModel.ThreeParameterLogistic, pretest: 10);
        foreach (ExamDimensions dimensions in new[] { ExamDimensions.Joint, ExamDimensions.Single })
        {
            var exam = new AdaptiveExam(TestPools.Definition(5, dimensions) with { PretestItems = 5 }, pool);
            for (ulong seed = 0; seed < Exams; seed++)
            {
                var random = new RandomStream(seed, 5);
                ExamState state = exam.Begin(seed);
                while (state.Status == ExamStatus.InProgress)
                {
                    Mix((ulong)state.NextItem);
                    state.Answer(random.NextInt32(2));
                    Mix(BitConverter.DoubleToUInt64Bits(state.Composite.Mean));
                    Mix(BitConverter.DoubleToUInt64Bits(state.Ability(dimensions == ExamDimensions.Joint ? 3 : 0).StandardDeviation));
                }

                ScoreReport report = state.Report();
                Mix(BitConverter.DoubleToUInt64Bits(report.ProbabilityAboveCut));
                foreach (TopicAreaScore area in report.TopicAreas)
                {
                    Mix(BitConverter.DoubleToUInt64Bits(area.Estimate.Mean));
                }
            }
        }

        return hash.ToString("X16", CultureInfo.InvariantCulture);

        void Mix(ulong value)
        {
            for (int k = 0; k < 8; k++)
            {
                hash = (hash ^ (value >> (8 * k) & 0xFF)) * 1099511628211;
            }
        }
    }
}
