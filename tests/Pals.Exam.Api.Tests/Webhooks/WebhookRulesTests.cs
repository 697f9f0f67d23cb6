using System.Net;
using Pals.Exam.Api.Webhooks;

namespace Pals.Exam.Api.Tests.Webhooks;

public sealed class WebhookRulesTests
{
    /// <summary>The worked example that the Standard Webhooks libraries share.</summary>
    [Fact]
    public void Signature_OfThePublishedExample_IsThePublishedOne()
    {
        byte[] secret = Convert.FromBase64String("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

        string signature = WebhookSignature.Of([secret], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, """{"test": 2432232314}""");

        Assert.Equal("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", signature);
    }

    [Fact]
    public void RetrySchedule_AllWaits_GoOverThreeDaysAndEnd()
    {
        TimeSpan shortest = TimeSpan.Zero;
        TimeSpan longest = TimeSpan.Zero;
        for (int attempts = 1; attempts < RetrySchedule.Attempts; attempts++)
        {
            TimeSpan wait = RetrySchedule.After(attempts, 0)!.Value;
            Assert.Equal(wait * (1 + RetrySchedule.Jitter), RetrySchedule.After(attempts, 1));
            Assert.True(attempts == 1 || wait >= RetrySchedule.After(attempts - 1, 1), "Waits grow, whatever chance says.");
            shortest += wait;
            longest += wait * (1 + RetrySchedule.Jitter);
        }

        Assert.InRange(shortest, TimeSpan.FromDays(3), longest);
        Assert.Null(RetrySchedule.After(RetrySchedule.Attempts, 0));
    }

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("172.15.255.255", true)]
    [InlineData("172.32.0.0", true)]
    [InlineData("100.63.255.255", true)]
    [InlineData("2a00:1450:4001:80e::200e", true)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.0.0.1", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("198.19.255.255", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("fc00::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("2001:db8::1", false)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("ff02::1", false)]
    public void PublicAddress_OfEachRange_IsToldApart(string address, bool isPublic) =>
        Assert.Equal(isPublic, PublicAddress.Is(IPAddress.Parse(address)));
}
