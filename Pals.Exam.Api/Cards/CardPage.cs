using System.Globalization;
using System.Net;
using System.Text;
using Pals.Exam.ItemBank.Cards;

namespace Pals.Exam.Api.Cards;

/// <summary>The public page of a card: plain HTML without a script, for whoever wants to know whether a card is good.</summary>
internal static class CardPage
{
    public static string Of(Card card, DateOnly today)
    {
        (string tone, string verdict) = card.StatusOn(today) switch
        {
            CardStatus.Valid => ("good", "This card is valid."),
            CardStatus.Expired => ("warn", $"This card expired on {Day(card.ExpiresOn)}."),
            CardStatus.Revoked => ("bad", $"This card was revoked on {Day(CardOffice.Today(card.Event(CardEventKind.Revoked)!.At))}. It certifies nothing."),
            CardStatus.Reissued => ("warn", "This card was replaced by another one. It is no longer valid."),
            _ => ("warn", "The holder of this card asked for their data to be erased. It no longer certifies anyone."),
        };
        var body = new StringBuilder();
        body.Append(CultureInfo.InvariantCulture, $"<h1>{Text(card.Title)}</h1>\n<p class=\"verdict {tone}\">{Text(verdict)}</p>\n<dl class=\"card facts\">\n");
        if (card.Holder is { } holder)
        {
            Fact(body, "Name", holder.Name);
        }

        Fact(body, "Card number", card.Number);
        Fact(body, "Course provider", card.ProviderName);
        Fact(body, "Issued", Day(card.IssuedOn));
        Fact(body, "Expires", $"{Day(card.ExpiresOn)}, end of day UTC");
        body.Append("</dl>\n");
        if (card.StatusOn(today) is CardStatus.Valid or CardStatus.Expired)
        {
            body.Append(
                CultureInfo.InvariantCulture,
                $"<p class=\"links\"><a href=\"/cards/{card.Number}.pdf\">Card as PDF</a> <a href=\"/v1/cards/{card.Number}/credential\">Digital credential (Open Badges 3.0)</a></p>\n");
        }

        body.Append("<p class=\"soft\">A printed card or a PDF can be altered. What this page shows is what counts.</p>\n");
        return Page(card.Title, body.ToString());
    }

    /// <summary>The page for a number that no card has.</summary>
    public static string NotFound() => Page(
        "Card not found",
        "<h1>Card not found</h1>\n<p class=\"verdict bad\">No card has this number.</p>\n"
        + "<p>Please check the number symbol by symbol: it never holds the letters I, L, O and U.</p>\n");

    private static void Fact(StringBuilder body, string name, string value) =>
        body.Append(CultureInfo.InvariantCulture, $"<div><dt>{name}</dt><dd>{Text(value)}</dd></div>\n");

    private static string Page(string title, string body) =>
        $"""
        <!doctype html>
        <html lang="en">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <meta name="color-scheme" content="light dark">
          <meta name="robots" content="noindex">
          <title>{Text(title)} – PalsExam</title>
          <link rel="icon" href="/icon.svg" type="image/svg+xml">
          <link rel="stylesheet" href="/styles.css">
          <link rel="stylesheet" href="/cards.css">
        </head>
        <body>
          <a class="skip" href="#content">Skip to the content</a>
          <header class="bar"><p class="brand"><img src="/icon.svg" alt="" width="28" height="28"> PalsExam</p></header>
          <main id="content" tabindex="-1">
        {body}
          </main>
        </body>
        </html>
        """;

    private static string Day(DateOnly day) => day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
