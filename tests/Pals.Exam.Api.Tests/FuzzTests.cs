using System.Text;
using Pals.Exam.Api.Tests.Support;
using Pals.Exam.Engine.Numerics;

namespace Pals.Exam.Api.Tests;

public sealed class FuzzTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const int Requests = 3000;

    private static readonly string[] Bodies =
    [
        """{"definition": "pals-adaptive", "seed": 42}""",
        """{"candidateId": "candidate-7", "definition": "pals-adaptive", "purpose": "certification"}""",
        """{"position": 1, "answer": ["B"], "seconds": 31.5}""",
        """{"providerId": "heart-centre", "name": "Heart Centre"}""",
    ];

    private static readonly string[] Fragments =
    [
        "null", "{}", "[]", "\"", "\\", "\\u0000", "\\ud800", "-1", "1e999", "9223372036854775808", "true", ",", ":", "\u00ff", "\0", "A", "0.5",
        "\"position\":", "\"answer\":", "//", "/*", "NaN",
    ];

    private static readonly string[] MediaTypes = ["application/json", "application/json; charset=utf-8", "text/json", "text/plain", "*/*", "x"];

    private readonly ExamServer _server = shared.Server;

    [Fact]
    public async Task Requests_MutatedAtRandom_NeverFailTheServer()
    {
        Candidate candidate = await Candidate.StartPractice(_server.Http);
        string[] paths =
        [
            "/v1/practice-exams", "/v1/exams", $"/v1/exams/{candidate.ExamId}", $"/v1/exams/{candidate.ExamId}/answers",
            $"/v1/exams/{candidate.ExamId}/report", $"/v1/exams/{candidate.ExamId}/media/1-1.svg", "/v1/providers", "/v1/providers/heart-centre/keys",
            "/health/ready", "/",
        ];
        string?[] credentials = [null, candidate.Token, candidate.Token, ExamServer.AdministratorKey, "ppx_x", "a b", ""];
        string[] methods = ["GET", "POST", "POST", "POST", "PUT", "DELETE", "HEAD", "OPTIONS"];
        var random = new RandomStream(20261120);

        for (int i = 0; i < Requests; i++)
        {
            string body = Mutate(Pick(Bodies, ref random), ref random);
            string path = random.NextInt32(4) == 0 ? Uri.EscapeDataString(Mutate(Pick(paths, ref random), ref random)) : Pick(paths, ref random);
            using var request = new HttpRequestMessage(new HttpMethod(Pick(methods, ref random)), new Uri(path.TrimStart('/'), UriKind.Relative));
            request.Headers.TryAddWithoutValidation("Authorization", Pick(credentials, ref random) is { } credential ? $"Bearer {credential}" : null);
            if (request.Method == HttpMethod.Post)
            {
                request.Content = new ByteArrayContent(Encoding.Latin1.GetBytes(body));
                request.Content.Headers.TryAddWithoutValidation("Content-Type", Pick(MediaTypes, ref random));
            }

            using HttpResponseMessage response = await _server.Http.SendAsync(request, TestContext.Current.CancellationToken);
            string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

            Assert.True((int)response.StatusCode < 500, $"Request {i}: {request.Method} {path} {body}: {(int)response.StatusCode} {text}");
            Assert.DoesNotContain("Exception", text);
        }
    }

    private static T Pick<T>(T[] values, ref RandomStream random) => values[random.NextInt32(values.Length)];

    /// <summary>The text with up to three pieces cut out, doubled or put in.</summary>
    private static string Mutate(string text, ref RandomStream random)
    {
        var mutated = new StringBuilder(text);
        for (int changes = random.NextInt32(4); changes > 0; changes--)
        {
            int at = random.NextInt32(mutated.Length + 1);
            int length = Math.Min(random.NextInt32(6), mutated.Length - at);
            switch (random.NextInt32(3))
            {
                case 0:
                    mutated.Remove(at, length);
                    break;
                case 1:
                    mutated.Insert(at, mutated.ToString(at, length));
                    break;
                default:
                    mutated.Insert(at, Pick(Fragments, ref random));
                    break;
            }
        }

        return mutated.ToString();
    }
}
