using Pals.Exam.LoadTest;
using Pals.Exam.LoadTest.Floor;

return args is [FloorServer.Command, .. string[] rest] ? await FloorServer.Run(rest) : await LoadCommand.Create().Parse(args).InvokeAsync();
