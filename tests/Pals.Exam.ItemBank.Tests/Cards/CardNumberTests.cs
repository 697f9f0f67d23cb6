using Pals.Exam.ItemBank.Cards;

namespace Pals.Exam.ItemBank.Tests.Cards;

public sealed class CardNumberTests
{
    private const string Symbols = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    [Fact]
    public void New_Number_ReadsBackHoweverItIsWritten()
    {
        for (int i = 0; i < 200; i++)
        {
            string number = CardNumber.New("PALS");

            Assert.Matches("^PALS(-[0-9A-HJKMNP-TV-Z]{4}){4}$", number);
            Assert.Equal(number, CardNumber.Normalize(number));
            Assert.Equal(number, CardNumber.Normalize($"  {number.ToLowerInvariant().Replace('-', ' ')} "));
            Assert.Equal(number, CardNumber.Normalize("PALS" + number[4..].Replace('0', 'o').Replace('1', 'l')));
        }
    }

    [Fact]
    public void Normalize_AnySymbolMistyped_IsNoNumber()
    {
        string number = CardNumber.New("PALS");
        for (int i = 5; i < number.Length; i++)
        {
            foreach (char wrong in Symbols.Where(symbol => number[i] != '-' && symbol != number[i]))
            {
                Assert.Null(CardNumber.Normalize($"{number[..i]}{wrong}{number[(i + 1)..]}"));
            }
        }
    }

    [Fact]
    public void Normalize_AnyTwoSymbolsExchanged_IsNoNumber()
    {
        string number = CardNumber.New("NRP").Replace("-", "")[3..];
        for (int i = 0; i < number.Length; i++)
        {
            for (int j = i + 1; j < number.Length; j++)
            {
                char[] exchanged = number.ToCharArray();
                (exchanged[i], exchanged[j]) = (exchanged[j], exchanged[i]);
                Assert.Equal(exchanged[i] == exchanged[j], CardNumber.Normalize($"NRP-{new string(exchanged)}") is not null);
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("PALS")]
    [InlineData("PALS-")]
    [InlineData("P4LS-0000-0000-0000-0000")]
    [InlineData("PALS-0000-0000-0000-000")]
    [InlineData("PALS-0000-0000-0000-00000")]
    [InlineData("PALS-0000-0000-0000-000U")]
    [InlineData("PALS-0000-0000-0000-000é")]
    public void Normalize_AnythingElse_IsNoNumber(string text) => Assert.Null(CardNumber.Normalize(text));
}
